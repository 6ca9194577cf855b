import io
import threading
import time

import pikepdf
import pytest
from PIL import Image

from app.gateways.uploads import MOST_BYTES, Paper, Picture, inspect_upload
from grants.documents.store import Kind
from grants.kit.errors import Invalid, Refusal
from tests.gateways import samples

pytestmark = pytest.mark.xdist_group("renderer")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

# name of the case: (file name, bytes, what is said)
REFUSED = {
    "nothing": ("bon.jpg", b"", "file-empty"),
    "too large": ("bon.jpg", b"\xff\xd8\xff" + bytes(MOST_BYTES), "file-too-large"),
    "svg": ("logo.svg", SVG, "file-wrong-type"),
    "svg as jpg": ("logo.jpg", SVG, "file-not-what-it-says"),
    "svg with xml head as png": ("l.png", b"<?xml version='1.0'?>" + SVG, "file-not-what-it-says"),
    "html": ("bon.html", HTML, "file-wrong-type"),
    "html as pdf": ("bon.pdf", HTML, "file-not-what-it-says"),
    "program": ("bon.exe", b"MZ\x90\x00" + bytes(60), "file-wrong-type"),
    "program as heic": ("bon.heic", b"MZ\x90\x00" + bytes(60), "file-not-what-it-says"),
    "zip as pdf": ("bon.pdf", b"PK\x03\x04" + bytes(60), "file-not-what-it-says"),
    "gif": ("bon.gif", b"GIF89a" + bytes(60), "file-wrong-type"),
    "gif as png": ("bon.png", b"GIF89a" + bytes(60), "file-not-what-it-says"),
    "tiff as jpg": ("bon.jpg", b"II*\x00" + bytes(60), "file-not-what-it-says"),
    "film as heic": ("bon.heic", b"\0\0\0\x18ftypmp42" + bytes(60), "file-not-what-it-says"),
    "avif as heic": ("bon.heic", b"\0\0\0\x18ftypavif" + bytes(60), "file-not-what-it-says"),
    "noise": ("bon", bytes(range(256)), "file-wrong-type"),
    "one byte": ("bon.jpg", b"\xff", "file-not-what-it-says"),
    "pdf as jpg": ("bon.jpg", samples.pdf(), "file-not-what-it-says"),
    "jpg as pdf": ("bon.pdf", samples.jpeg(), "file-not-what-it-says"),
    "jpg as program": ("bon.jpg.exe", samples.jpeg(), "file-not-what-it-says"),
    "noise before pdf": ("bon.pdf", b"MZ junk\n" + samples.pdf(), "file-not-what-it-says"),
    "pdf head only": ("bon.pdf", b"%PDF-1.7\n" + HTML, "file-not-what-it-says"),
    "pdf without pages": ("bon.pdf", samples.pdf(pages=0), "file-not-what-it-says"),
    "locked pdf": ("bon.pdf", samples.pdf(password="geheim"), "file-encrypted"),
    "heic head only": ("bon.heic", b"\0\0\0\x18ftypheic" + bytes(60), "file-not-what-it-says"),
    "bomb": ("bon.png", samples.png_bomb(), "picture-too-many-pixels"),
    "bomb by one row": ("bon.png", samples.png_bomb(7_072), "picture-too-many-pixels"),
    "lying heic": ("bon.heic", samples.lying_heic(), "picture-too-many-pixels"),
}


@pytest.mark.parametrize(("name", "data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_hostile_file_is_refused_with_its_own_reason(name: str, data: bytes, code: str) -> None:
    begun = time.monotonic()

    with pytest.raises(Invalid) as refused:
        inspect_upload(name, data)

    assert refused.value.code == code
    assert refused.value.field == "file"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jpg", samples.jpeg()), ("a.png", samples.png()), ("a.HEIC", samples.heic())],
    ids=["jpg", "png", "heic"],
)
def test_a_picture_is_made_anew_without_any_tag(name: str, data: bytes) -> None:
    picture = inspect_upload(name, data)

    assert isinstance(picture, Picture)
    assert (picture.kind, picture.readable) == (Kind.JPEG, True)
    for made in (picture.data, picture.thumbnail):
        assert made is not None
        with Image.open(io.BytesIO(made)) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
            assert len(image.getexif()) == 0
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                       "progressive", "progression"}  # fmt: skip
        assert not any(word in made for word in (b"Exif", b"Ada", b"xmp", b"Photoshop", b"ICC"))


def test_a_picture_is_turned_upright() -> None:
    picture = inspect_upload("liggend.jpg", samples.jpeg(400, 300))

    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (300, 400)


def test_a_large_picture_becomes_2000_and_480_pixels() -> None:
    picture = inspect_upload("groot.jpg", samples.jpeg(4000, 3000))

    assert isinstance(picture, Picture)
    assert picture.thumbnail is not None
    assert (picture.width, picture.height) == (1500, 2000)
    assert Image.open(io.BytesIO(picture.thumbnail)).size == (360, 480)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "I;16", "CMYK", "RGBA", "RGB"])
def test_every_kind_of_colour_becomes_plain(mode: str) -> None:
    out = io.BytesIO()
    jpeg = mode == "CMYK"
    source = Image.new("L", (20, 20), 200)
    source = source.convert("I").convert(mode) if mode == "I;16" else source.convert(
        "RGB").convert({"PA": "P"}.get(mode, mode))  # fmt: skip
    source.save(out, "JPEG" if jpeg else "PNG")

    picture = inspect_upload("kleur.jpg", out.getvalue())

    assert isinstance(picture, Picture)
    assert picture.readable


def test_a_see_through_drawing_stands_on_white() -> None:
    picture = inspect_upload("tekening.png", samples.png())

    assert isinstance(picture, Picture)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.convert("L").getextrema()[0] > 180  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", samples.jpeg()[:-3000]),
        ("a.jpg", samples.jpeg()[:500]),
        ("a.png", samples.png()[:120]),
        ("a.png", samples.png_text_bomb()),
    ],
    ids=["half a jpg", "head of a jpg", "half a png", "png with a remark of 200 MB"],
)
def test_a_picture_nobody_can_open_is_kept_without_its_tags_and_says_so(
    name: str, data: bytes
) -> None:
    picture = inspect_upload(name, data)

    assert isinstance(picture, Picture)
    assert not picture.readable
    assert picture.thumbnail is None
    assert not any(word in picture.data for word in (b"Exif", b"eXIf", b"Ada", b"xmp", b"8BIM"))
    assert len(picture.data) < 20_000


def test_half_a_phone_photo_keeps_no_place() -> None:
    try:
        kept = inspect_upload("a.heic", samples.heic()[:-40]).data
    except Refusal:
        kept = b""

    assert b"Camera of Ada" not in kept


def test_what_hangs_behind_a_picture_is_not_kept() -> None:
    picture = inspect_upload("bon.jpg", samples.jpeg() + HTML + samples.pdf())

    assert b"<script" not in picture.data
    assert b"%PDF" not in picture.data


def test_a_paper_is_counted_and_written_anew() -> None:
    paper = inspect_upload("factuur.pdf", samples.pdf(pages=3))

    assert isinstance(paper, Paper)
    assert (paper.pages, paper.cleaned) == (3, False)
    assert b"Ada Bos" not in paper.data


def test_all_that_acts_is_taken_out_of_a_paper() -> None:
    paper = inspect_upload("factuur.pdf", samples.pdf(acting=True))

    assert isinstance(paper, Paper)
    assert paper.cleaned
    with pikepdf.open(io.BytesIO(paper.data)) as made:
        seen = b"".join(thing.unparse(resolved=True) for thing in made.objects)
        assert not made.attachments
    for word in (b"/JS", b"/JavaScript", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/Launch"):
        assert word not in seen


def test_a_photo_inside_a_paper_loses_its_place_too() -> None:
    paper = inspect_upload("scan.pdf", samples.pdf_with_photo())

    with pikepdf.open(io.BytesIO(paper.data)) as made:
        photo = made.pages[0].Resources.XObject.P
        assert b"Exif" not in photo.read_raw_bytes()
        assert Image.open(io.BytesIO(photo.read_raw_bytes())).size == (400, 300)
    assert b"Ada" not in paper.data


def test_a_paper_that_only_forbids_copying_is_opened() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf())) as paper:
        paper.save(out, encryption=pikepdf.Encryption(owner="x", user=""))

    made = inspect_upload("factuur.pdf", out.getvalue())

    with pikepdf.open(io.BytesIO(made.data)) as paper:
        assert not paper.is_encrypted


def test_the_same_file_gives_the_same_bytes() -> None:
    assert inspect_upload("a.pdf", samples.pdf_with_photo()) == inspect_upload(
        "a.pdf", samples.pdf_with_photo()
    )


def test_five_people_sending_hostile_files_at_once_lose_no_worker() -> None:
    said: list[str] = []

    def send_all() -> None:
        for name, data, code in list(REFUSED.values())[17:]:
            with pytest.raises(Invalid) as refused:
                inspect_upload(name, data)
            said.append("" if refused.value.code == code else code)

    people = [threading.Thread(target=send_all) for _ in range(5)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert said == [""] * 5 * len(list(REFUSED)[17:])
    assert inspect_upload("bon.jpg", samples.jpeg()).readable
