"""Checks: whether all books, histories and kept files are still what they were.

finding  one thing that does not hold: of which book, history, file or row, at which number
audit    one look at everything, in slices, with what it found
anchor   where a chain stood when it was last whole: who cuts off its end leaves the anchor behind
"""
