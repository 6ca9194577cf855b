"""The toolbox: things that every room uses and that name no room."""
