"""Neighbourhoods: the place, its themes, its partner organisations and its meeting places.

neighbourhood  a place with its programme; owns what is shared there
theme          what a workgroup is about; rows, with a hue and a pictogram, never code
organisation   a partner: may give money (funder), hold money (holder), both or neither
seat           a person at an organisation, with a role, from a day until a day
place          where a group can meet, and what that costs
"""
