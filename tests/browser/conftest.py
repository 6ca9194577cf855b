"""A real browser, where there is one. Where there is none the run says so in its last lines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.config import ROOT
from tests.browser.phone import Phone
from tests.browser.site import Site, site_on
from tests.browser.watch import DESK, PHONE, Watch
from tests.web import Web

FLAGS = (
    "--no-sandbox",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str | None:
    """Where the set-up found a browser."""
    path = ROOT / ".venv" / "browser"
    return path.read_text().strip() if path.exists() else os.environ.get("CHROMIUM")


def why_not() -> str:
    """What the set-up says where it found none."""
    path = ROOT / ".venv" / "no-browser"
    said = path.read_text().strip() if path.exists() else "the set-up has not looked for one"
    return f"not run: browser tests, because {said}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """All of it in one worker: one browser at a time. Without one, one line says so for all."""
    ours = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    for item in ours:
        item.add_marker(pytest.mark.xdist_group("browser"))
    if ours and not browser_path() and not os.environ.get("CI"):
        ours[0].add_marker(pytest.mark.skip(reason=why_not()))
        items[:] = [item for item in items if item not in ours[1:]]
        config.hook.pytest_deselected(items=ours[1:])


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One browser for all."""
    path = browser_path()
    if not path:
        pytest.fail(why_not())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(stage: Path, tmp_path: Path) -> Iterator[Site]:
    """The app, on its own copy of the neighbourhood."""
    shutil.copy(stage, tmp_path / "wijkkas.db")
    with site_on(tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def seen() -> set[str]:
    """The pages that were looked at already, by any journey."""
    return set()


@pytest.fixture
def phones(chrome: Browser, site: Site, seen: set[str]) -> Iterator[Callable[..., Phone]]:
    """Gives somebody a phone; ``name`` signs her in. What they met on the way is told at the end."""
    contexts = []
    watch = Watch(site.address, seen)

    def phone(
        name: str | None = None, language: str = "nl", *, wide: bool = False, scripts: bool = True
    ) -> Phone:
        watch.scripts = scripts
        width, height = DESK if wide else PHONE
        context = chrome.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20000)
        contexts.append(context)
        if name:
            cookie = Web(site.app).as_(name, language).client.get_cookie("wijkkas")
            assert cookie
            context.add_cookies([{"name": "wijkkas", "value": cookie.value, "url": site.address}])
        page = context.new_page()
        watch.follow(page)
        return Phone(site, page, language, watch)

    yield phone
    if watch.twin:
        contexts.append(watch.twin.context)
    for context in contexts:
        context.close()
    print(*watch.told, sep="\n")  # noqa: T201  what the tasks took is told
    assert not watch.faults, "\n".join(sorted(set(watch.faults)))
