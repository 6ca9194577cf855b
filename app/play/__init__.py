"""The sample neighbourhood, played: the whole job through the same verbs as the pages.

what: a story of invented people, told relative to a day; pictures for it; the one who plays it.
words: scene (one evening of the story), stage (where it is played), day (the one it leads up to).
"""
