"""What watches the journeys does see what is wrong."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Browser

from tests.browser.watch import Watch

BAD = """<!DOCTYPE html><html lang="nl"><head><title>Fout</title></head><body><main><h1>Fout</h1>
<p style="width:500px;color:#bbb">Start with the first</p>
<img src="http://elsewhere.invalid/a.png">
<script>console.error("this went wrong")</script></main></body></html>"""
FAULTS = (
    "no way on from here",
    "'Start with the first' is not nl",
    "scrolls sideways at 320",
    "scrolls sideways at 360",
    "at 360: image-alt",
    "at 1280: color-contrast",
    "asked elsewhere: http://elsewhere.invalid/a.png",
    "this went wrong",
)


def test_the_watch_sees_what_is_wrong(chrome: Browser) -> None:
    watch = Watch("http://127.0.0.1", set())
    page = chrome.new_context().new_page()
    watch.follow(page)

    page.goto("data:text/html," + quote(BAD))
    watch.look(page)

    for fault in FAULTS:
        assert any(fault in one for one in watch.faults), (fault, watch.faults)
    page.context.close()
