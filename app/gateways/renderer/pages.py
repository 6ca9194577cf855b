"""Pages of ours to PDF: PDF/A-3a and PDF/UA-1 in one file, the same bytes each time."""

from __future__ import annotations

import json
import urllib.parse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.gateways.renderer.wire import Message

_TYPES = {
    ".css": "text/css", ".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf",
    ".otf": "font/otf", ".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml",
}  # fmt: skip
# PDF/A refuses pictures that the reader smooths (ISO 19005-3, 6.2.8).
_ALWAYS = "*{image-rendering:crisp-edges}"
# A little of everything, made once before any fork.
_FIRST = """<html lang="en"><title>a</title><style>@page{margin:1cm;@bottom-center{content:"a"}}
p{color:#123;font-weight:700}</style><h1>A</h1><p>A <a href="#b">b</a></p><ul><li id="b">c</ul>
<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"""
# The renderer writes no mark of PDF/UA beside PDF/A; a second rdf:RDF would not be read.
_ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description><rdf:Description rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema\
</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/\
</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property>\
<rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal\
</pdfaProperty:category><pdfaProperty:description>Indicates, which part of ISO 14289 standard is \
followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>\
</pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


def warm_up() -> None:
    """Import the renderer and make one small page, so that each child finds all of it ready."""
    try:
        import weasyprint  # noqa: PLC0415  heavy, and only in the renderer
    except (ImportError, OSError):
        # Without Pango pictures and papers still work; a page then fails and says why.
        return
    for known in (urllib.parse.uses_relative, urllib.parse.uses_netloc):
        known.append("asset")
    weasyprint.HTML(string=_FIRST).write_pdf(pdf_variant="pdf/a-3a")


def rendered(question: Message) -> Message:
    """Answer with the PDF."""
    try:
        import weasyprint  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except (ImportError, OSError):
        return Message({"failed": "pango-missing"})
    facts = question.facts
    moment = datetime.fromisoformat(facts["made_at"]).astimezone(UTC)
    pictures = dict(zip(facts["pictures"], question.blobs, strict=False))
    fonts = FontConfiguration()
    fetcher = _fetcher(Path(facts["assets"]), pictures)
    html = weasyprint.HTML(string=facts["html"], base_url="asset:/", url_fetcher=fetcher)
    always = weasyprint.CSS(string=_ALWAYS, url_fetcher=fetcher)
    try:
        document = html.render(font_config=fonts, stylesheets=[always])
        _describe(document.metadata, facts, moment)
        document.metadata.attachments = [
            weasyprint.Attachment(
                string=content, name=each["name"], description=each["description"],
                created=moment, modified=moment, relationship="Data", url_fetcher=fetcher,
            )
            for each, content in zip(facts["attached"], question.blobs[len(pictures):], strict=True)
        ]  # fmt: skip
        pdf = document.write_pdf(pdf_variant="pdf/a-3a")
    except _missing() as lost:
        return Message({"failed": "asset-missing", "what": str(lost)})
    return Message({"pages": len(document.pages)}, [pdf])


def _describe(metadata: Any, facts: Any, moment: datetime) -> None:
    metadata.title, metadata.lang = facts["title"], facts["language"]
    metadata.created = metadata.modified = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.generator = "Wijkkas"
    plain = metadata.generate_rdf_metadata

    def with_accessibility(*given: Any) -> bytes:
        rdf: bytes = plain(*given)
        return rdf.replace(b"</rdf:RDF>", _ACCESSIBLE)

    metadata.generate_rdf_metadata = with_accessibility


def _missing() -> type[BaseException]:
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    return FatalURLFetchingError  # type: ignore[no-any-return]


def _fetcher(root: Path, pictures: dict[str, bytes]) -> Any:
    """Make a fetcher that knows our own assets and the given pictures, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    missing = _missing()
    manifest = root / "manifest.json"
    hashed = json.loads(manifest.read_text()) if manifest.is_file() else {}

    class OwnOnly(URLFetcher):  # type: ignore[misc]
        """Opens no file by address and no connection, whatever the page says."""

        def fetch(self, url: str, headers: object = None) -> Any:
            del headers
            scheme, host, path, _, _ = urllib.parse.urlsplit(url)
            name = urllib.parse.unquote(path).lstrip("/")
            if host or scheme not in {"asset", "picture"}:
                raise ValueError("only our own assets and pictures")
            if scheme == "picture" and name in pictures:
                kind = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png"}
                content = pictures[name]
                mime = kind.get(content[:2], "image/svg+xml")
                return URLFetcherResponse(url, content, {"Content-Type": mime})
            file = (root / hashed.get(name, name)).resolve()
            known = file.suffix in _TYPES and file.is_relative_to(root)
            if scheme == "asset" and known and file.is_file():
                about = {"Content-Type": _TYPES[file.suffix]}
                return URLFetcherResponse(url, file.read_bytes(), about)
            # Ours and not there: a report without its chart or letters is no report.
            raise missing(name)

    return OwnOnly()
