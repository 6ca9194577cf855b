"""Words for files that people send."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "document-of-another": _l("This file belongs to another group."),
    "file-empty": _l(
        "There is nothing in this file. Take the photo again, or choose another file."
    ),
    "file-encrypted": _l(
        "This PDF is locked with a password. Save it without a password, or take a photo of it."
    ),
    "file-not-what-it-says": _l(
        "This file is damaged, or it is something else than its name says. "
        "Take a photo of the receipt instead."
    ),
    "file-too-large": _l("This file is too large. At most 12 MB. Take a photo of it instead."),
    "file-unreadable": _l("We could not open this file. Take a photo of the receipt instead."),
    "file-wrong-type": _l("We take photos (JPG, PNG, HEIC) and PDF. Choose another file."),
    "picture-too-many-pixels": _l(
        "This picture is too large to open. Take the photo again with your phone."
    ),
}
