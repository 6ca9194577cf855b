"""Take the pictures of the README anew, of a sample that runs: python -m tests.browser.take_pictures.

Needs `make demo` on its usual port, or the address as the first word.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, browser_path
from tests.browser.watch import DESK, PHONE

HERE = Path(__file__).parent / "pictures"
COLOURS = 128


def person(browser: Browser, address: str, name: str, size: tuple[int, int]) -> Page:
    """Somebody of the sample, at her start page."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="nl", device_scale_factor=1.5
    )
    page = context.new_page()
    page.goto(f"{address}/sample/people")
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_load_state()
    return page


def keep(name: str, picture: bytes) -> None:
    """Write it small: flat drawings need few colours."""
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS)
    image.save(HERE / f"{name}.png", optimize=True)


def shoot(name: str, page: Page) -> None:
    """What a visitor sees without scrolling."""
    page.wait_for_load_state("networkidle")
    keep(name, page.screenshot())


def first_page(paper: bytes) -> bytes:
    """The cover, as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(paper)
        command = ("pdftoppm", "-png", "-r", "60", "-f", "1", "-l", "1", "-singlefile")
        subprocess.run([*command, str(path), str(path.with_suffix(""))], check=True)
        return path.with_suffix(".png").read_bytes()


def take(browser: Browser, address: str) -> None:
    """All six."""
    naima = person(browser, address, "Naima", PHONE)
    shoot("home", naima)
    naima.locator("nav.bottom a").last.click()
    shoot("money", naima)
    youssef = person(browser, address, "Youssef", PHONE)
    youssef.get_by_role("link", name="Bekijk het plan").click()
    shoot("plan", youssef)
    anouk = person(browser, address, "Anouk", PHONE)
    anouk.get_by_role("link", name="Begin met het eerste").click()
    anouk.locator("fieldset.answers").scroll_into_view_if_needed()
    anouk.locator("fieldset.answers").evaluate("one => scrollTo(0, one.offsetTop - 16)")
    shoot("consent", anouk)
    tom = person(browser, address, "Tom", DESK)
    tom.goto(f"{address}/requests/desk")
    tom.get_by_role("link", name="Wandeling langs het water").click()
    shoot("desk", tom)
    tom.goto(f"{address}/reports/desk")
    tom.get_by_role("link", name="Taaltafel").first.click()
    paper = tom.get_by_role("link", name="PDF").first.get_attribute("href")
    keep("report", first_page(tom.request.get(f"{address}{paper}").body()))


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        take(chromium, sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5000")
        chromium.close()
