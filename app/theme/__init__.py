"""The look: tokens, stylesheets, pictograms and letters, and the build that makes them static."""
