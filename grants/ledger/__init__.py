"""Ledger: the book of a workgroup. It only adds, and every entry balances.

Words: a **book** is one workgroup's; an **account** gathers one kind of amount of one plan; an
**entry** is one event, its **postings** are the amounts it moves (debit above nothing, credit
below); a **mirror** undoes an entry by adding its opposite. What was **promised**, **received**,
**reserved**, **spent** and is **free** follows from the accounts (``rules.figures``).
"""
