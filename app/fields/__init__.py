"""The base of all forms, and the fields that people fill in.

A form checks shape and gives a frozen dataclass; it neither queries nor saves. It carries an id
made when its page was drawn, so that it does its work once.
"""

from __future__ import annotations

from wtforms import BooleanField, EmailField, FileField, HiddenField

from app.fields.forms import BaseForm, PostForm, WritingForm, status_of
from app.fields.inputs import (
    AmountField,
    ChoiceField,
    ChoicesField,
    CodeField,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    TickField,
    has_length,
    needed,
    optional,
)

__all__ = [
    "AmountField",
    "BaseForm",
    "BooleanField",
    "ChoiceField",
    "ChoicesField",
    "CodeField",
    "DayField",
    "EmailField",
    "FileField",
    "HiddenField",
    "LongTextField",
    "NumberField",
    "PostForm",
    "TextField",
    "TickField",
    "WritingForm",
    "has_length",
    "needed",
    "optional",
    "status_of",
]
