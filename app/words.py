"""The catalogues: every text of the app in every language. Extracted, merged, checked, compiled.

English is the source. Dutch is complete; Arabic covers the pages that members use: a text that
only stands in the files of desks and operators may be missing there (it is shown in Dutch).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.config import ROOT

FOLDER = ROOT / "app" / "translations"
LANGUAGES = ("nl", "ar")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
METHODS = {
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
    "app": [("**.py", "python")],
}
JINJA = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}
# Headers that say when and with what, and so would differ each time.
UNKEPT = ('"POT-Creation', '"PO-Rev', '"Report-', '"Last-', '"Language-Team', '"Generated')
# Rooms and files that only partner organisations and operators see.
DESK = (
    "templates/checks/",
    "templates/neighbourhoods/",
    "templates/funds/",
    "templates/awards/desk",
    "templates/requests/ask",
    "templates/requests/desk",
    "templates/requests/mail/reminder",
    "templates/reviews/",
    "templates/payments/differences",
    "templates/payments/pay.html",
    "templates/payments/refund",
    "templates/spending/shift_asked",
    "templates/home/partner",
    "templates/reports/accept",
    "templates/reports/ask.html",
    "templates/reports/desk",
    "templates/reports/inbox",
    "app/reports/routes/desk",
    "app/neighbourhoods/",
    "app/funds/",
    "app/requests/routes/desk",
    "app/reviews/",
    "app/payments/routes/provider",
    "app/messages/checks.py",
    "app/messages/neighbourhoods.py",
    "app/messages/funds.py",
    "app/messages/reviews.py",
)


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every text that stands in the code and the templates now, with the files it stands in."""
    catalog = Catalog(fuzzy=False)
    for folder, methods in METHODS.items():
        found = extract_from_dir(
            ROOT / folder,
            method_map=[(pattern, method) for pattern, method in methods],
            options_map=JINJA if folder == "templates" else {},
            keywords=KEYWORDS,
            comment_tags=("I18N:",),
        )
        for file, _line, message, comments, context in found:
            catalog.add(
                message,
                locations=[(f"{folder}/{file}", 1)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def read(language: str) -> Catalog:
    """A language's catalogue as it lies there; empty when there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str, source: Catalog, *known: Catalog) -> Catalog:
    """The texts of the source, with what the known catalogues say for them; the last one counts."""
    result = Catalog(
        locale=language,
        project="Wijkkas",
        version="1",
        fuzzy=False,
        header_comment=f"# Wijkkas, {language}",
    )
    for message in _in_order(source):
        entry = result.add(
            message.id,
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            context=message.context,
        )
        for catalog in known:
            said = catalog.get(_key(message), context=message.context)
            if (
                said is not None
                and _is_said(said)
                and bool(said.pluralizable) == bool(message.pluralizable)
            ):
                entry.string = said.string
    return result


def write(language: str, catalog: Catalog) -> None:
    """Write the catalogue as text, the same bytes for the same words, and compiled."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, omit_header=False, include_lineno=False)
    text = path.read_text()
    kept = [line for line in text.splitlines() if not line.startswith(UNKEPT)]
    path.write_text("\n".join(kept).rstrip() + "\n")
    compile_one(language)


def compile_one(language: str) -> None:
    """Make the file that the app reads."""
    with path_of(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))


def missing(language: str, source: Catalog) -> list[str]:
    """The texts that this language should have and has not."""
    catalog = read(language)
    wanted = (one for one in _in_order(source) if language == "nl" or not _is_desk(one))
    found = []
    for message in wanted:
        said = catalog.get(_key(message), context=message.context)
        if said is None or not _is_said(said):
            found.append(str(_key(message)))
    return found


def stale(language: str, source: Catalog) -> list[str]:
    """The texts in this language's catalogue that stand nowhere any more."""
    return [
        str(_key(one))
        for one in _in_order(read(language))
        if source.get(_key(one), context=one.context) is None
    ]


def _in_order(catalog: Catalog) -> Iterator[Message]:
    ordered = sorted((one for one in catalog if one.id), key=lambda one: str(_key(one)))
    yield from ordered


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_said(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string or ()
    return bool(strings) and all(strings)


def _is_desk(message: Message) -> bool:
    return bool(message.locations) and all(
        str(file).startswith(DESK) for file, _ in message.locations
    )
