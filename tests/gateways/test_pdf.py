import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import outloud
import pikepdf
import pypdf
import pytest
from PIL import Image

from app.gateways.pdf import Attached, FakePdf, Pdf, RenderFailed, WarmPdf

pytestmark = pytest.mark.xdist_group("renderer")

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STATIC = Path(__file__).parents[2] / "app" / "static"
FIGURES = Attached("cijfers.csv", b"post,bedrag\r\nzaal,75.00\r\n", "De cijfers")
CHART = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" width="100" height="20">
<rect width="80" height="20" fill="#1b5c39"/></svg>"""
PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="asset:fonts-print.css"><link rel="stylesheet" href="asset:print.css">
</head><body><h1>Verantwoording oudercafé</h1><p>Zaal: € 75,00. İĳłş</p>
<p><img src="picture:bar" alt="Tachtig van de honderd euro is uitgegeven"></p><p><img src="picture:foto" alt="De bon"></p>
<p lang="ar" dir="rtl">ملخص التقرير مقهى الآباء والأمهات</p>
<table><thead><tr><th scope="col">Post</th><th scope="col">Bedrag</th></tr></thead>
<tbody><tr><td>Zaal</td><td>€ 75,00</td></tr></tbody></table></body></html>"""


def photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()


def render(html: str = PAGE, pdf: Pdf | None = None) -> bytes:
    return (pdf or WarmPdf()).render(
        html,
        title="Verantwoording P-2026-0042",
        language="nl",
        made_at=NOON,
        attachments=[FIGURES],
        pictures={"bar": CHART, "foto": photo()},
    )


@pytest.fixture(scope="module")
def made() -> bytes:
    if not (STATIC / "fonts-print.css").exists() and not (STATIC / "manifest.json").exists():
        pytest.skip("letters and styles are not built yet: make setup")
    return render()


@pytest.fixture(scope="module")
def paper(made: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_a_page_is_tagged_and_says_its_language_and_title(paper: pikepdf.Pdf) -> None:
    assert paper.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in paper.Root
    assert str(paper.Root.Lang) == "nl"
    assert paper.Root.ViewerPreferences.DisplayDocTitle
    assert str(paper.docinfo.Title) == "Verantwoording P-2026-0042"


def test_it_calls_itself_accessible_and_fit_to_be_kept(paper: pikepdf.Pdf) -> None:
    with paper.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
    assert bytes(paper.Root.Metadata.read_bytes()).count(b"</rdf:RDF>") == 1


def test_the_figures_travel_along(paper: pikepdf.Pdf) -> None:
    found = paper.attachments["cijfers.csv"]

    assert found.get_file().read_bytes() == FIGURES.data
    assert found.get_file().mime_type == "text/csv"
    assert str(paper.Root.AF[0].AFRelationship) == "/Data"


def test_pictures_stay_crisp_and_say_what_they_show(paper: pikepdf.Pdf) -> None:
    pictures = [thing for thing in paper.objects
                if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"]  # fmt: skip
    figures = [str(thing.Alt) for thing in paper.objects
               if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"]  # fmt: skip

    assert pictures
    assert not any(picture.get("/Interpolate", False) for picture in pictures)
    assert {"Tachtig van de honderd euro is uitgegeven", "De bon"} <= set(figures)


def test_dutch_turkish_polish_and_arabic_can_be_read_out(made: bytes) -> None:
    text = text_of(made)

    assert "Verantwoording oudercafé" in text
    assert "İĳłş" in text
    # Readers give right-to-left text in either order; each word must be there whole.
    for word in ("ملخص", "التقرير", "مقهى"):
        assert word in text or word[::-1] in text


def test_our_own_letters_are_inside(paper: pikepdf.Pdf) -> None:
    fonts = {str(thing.BaseFont) for thing in paper.objects
             if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing}  # fmt: skip

    assert any("Lexend" in font for font in fonts)
    assert any("Tajawal" in font for font in fonts)


def test_a_checker_for_reading_aloud_finds_no_fault(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "verantwoording.pdf"
    path.write_bytes(made)

    findings = outloud.check(str(path)).findings

    assert [each for each in findings if each.severity != "info"] == []


def test_two_processes_write_the_same_bytes(made: bytes, tmp_path: Path) -> None:
    again = tmp_path / "again.py"
    again.write_text(
        "import sys; from tests.gateways.test_pdf import render;sys.stdout.buffer.write(render())"
    )
    root = str(STATIC.parents[1])

    done = subprocess.run(
        [sys.executable, again], cwd=root, capture_output=True, check=True,
        env={"PYTHONPATH": root, "PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert done.stdout == made
    assert render() == made


def test_another_moment_is_another_file(made: bytes) -> None:
    other = WarmPdf().render(
        PAGE, title="Verantwoording P-2026-0042", language="nl",
        made_at=NOON.replace(minute=1), attachments=[FIGURES],
        pictures={"bar": CHART, "foto": photo()},
    )  # fmt: skip

    assert other != made


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    heard: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    thread.join()
    server.server_close()


PAYLOADS = {
    "img": '<img src="{at}/a.png">',
    "srcset": '<img srcset="{at}/a.png 2x">',
    "style sheet": '<link rel="stylesheet" href="{at}/a.css">',
    "attachment": '<link rel="attachment" href="{at}/a"><a rel="attachment" href="{at}/b">x</a>',
    "import": '<style>@import "{at}/a.css";</style>',
    "background": '<p style="background:url({at}/a.png)">x</p>',
    "content": '<style>p::before{{content:url("{at}/a.png")}}</style><p>x',
    "letters": "<style>@font-face{{font-family:x;src:url({at}/a)}}p{{font-family:x}}</style><p>x",
    "svg use": '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{at}/a#b"/></svg>',
    "svg image": '<svg width="9" height="9"><image href="{at}/a.png" width="9" height="9"/></svg>',
    "object": '<object data="{at}/a.svg"></object><embed src="{at}/b">',
    "base": '<base href="{at}/"><img src="a.png">',
    "no scheme": '<img src="//127.0.0.1/a.png">',
    "list": '<ul style="list-style-image:url({at}/a.png)"><li>x</ul>',
    "file": '<img src="file:///etc/passwd"><link rel="attachment" href="file:///etc/passwd">',
    "data": '<img src="data:image/svg+xml,<svg><image href=%22{at}/a%22/></svg>">',
    "ftp": '<img src="ftp://127.0.0.1/a.png">',
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_page_fetches_nothing_from_outside(canary: tuple[str, list[str]], payload: str) -> None:
    at, heard = canary

    made = render(f"<html lang=nl><title>x</title>{payload.format(at=at)}<p>canary")

    assert heard == []
    assert "canary" in text_of(made)
    with pikepdf.open(io.BytesIO(made)) as paper:
        assert list(paper.attachments) == ["cijfers.csv"]
        assert not any(b"root:" in thing.read_bytes() for thing in paper.objects
                       if isinstance(thing, pikepdf.Stream)
                       and thing.get("/Subtype") != "/Image")  # fmt: skip


def test_a_picture_that_points_outside_fetches_nothing(canary: tuple[str, list[str]]) -> None:
    at, heard = canary
    chart = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{at}/a" width="9" height="9"/></svg>'

    WarmPdf().render(
        '<img src="picture:chart" alt="">', title="x", language="nl", made_at=NOON,
        pictures={"chart": chart.encode()},
    )  # fmt: skip

    assert heard == []


@pytest.mark.parametrize(
    "address",
    ["asset:nothing.css", "asset:../../pyproject.toml", "asset:/etc/passwd",
     "asset:%2e%2e/config.py", "asset:manifest.json", "picture:nothing"],
)  # fmt: skip
def test_what_should_be_ours_and_is_not_there_stops_the_page(address: str) -> None:
    with pytest.raises(RenderFailed, match="asset-missing"):
        render(f'<img src="{address}" alt="">')


def test_a_page_without_the_zone_of_its_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        WarmPdf().render("x", title="x", language="nl", made_at=NOON.replace(tzinfo=None))


def test_the_fake_is_the_same_each_time_and_remembers() -> None:
    fake = FakePdf()

    assert render(pdf=fake) == render(pdf=fake)
    assert fake.pages == [PAGE, PAGE]
