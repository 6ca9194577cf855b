"""Workgroups: groups, the workgroups in them, who is a member and as what.

group       a group in the neighbourhood, such as the women's group of twenty
workgroup   the few around one theme; owns its plans, money and reports
membership  a person in a workgroup: member, treasurer (both residents) or coach
resident    member or treasurer; a coach never counts as one
rule        how the workgroup decides: by consent, all yes, or more yes than not yet
"""
