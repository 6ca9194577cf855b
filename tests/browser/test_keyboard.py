"""Two pages about money with the keyboard alone: Tab, Space, Enter; what has the focus is seen."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.browser import running, runs
from tests.browser.phone import Phone
from tests.browser.site import Site

Phones = Callable[..., Phone]
MOST_TABS = 40
FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return {words: "", seen: false};
  const ring = (node) => getComputedStyle(node).outlineStyle !== "none";
  const words = one.labels && one.labels.length ? one.labels[0].innerText : one.innerText || "";
  return {words: words.replaceAll("\\u00a0", " "), seen: ring(one) || ring(one.parentElement)};
}"""


def test_the_box_is_counted_with_the_keyboard(phones: Phones, site: Site) -> None:
    group_id = site.run(lambda session: running.running(session).owner_id)
    ada, ben = phones("ada"), phones("ben")
    ada.open(f"/payments/box/{group_id}/count")

    press(ada, "Ben", "Space")
    press(ada, "How much lies in the box, together?")
    ada.page.keyboard.type("41,50")
    follow(ada, "We have counted")
    press(ada, "How do you think that happened?")
    ada.page.keyboard.type("Weten we niet.")
    follow(ada, "Write down the difference")
    ben.open(ada.path)
    follow(ben, "I counted too, it is right")

    ben.expect("The cash box is counted.")


def test_a_run_gets_its_yes_with_the_keyboard(phones: Phones, site: Site) -> None:
    site.run(due)
    hans, ina = phones("hans", wide=True), phones("ina", wide=True)
    hans.open("/payments/runs/new")

    follow(hans, "Make the run")
    ina.open(hans.path)
    press(ina, runs.BEN, "Space")
    follow(ina, "Yes, this can be paid")
    hans.again()
    follow(hans, "The bank has it")
    follow(hans, "Write down what the bank did")
    follow(hans, "Write this down")

    hans.expect("It is in the books.")


def press(phone: Phone, words: str, key: str = "") -> None:
    """Tab until this has the focus; then the key."""
    said = phone.say(words)
    for _ in range(MOST_TABS):
        phone.page.keyboard.press("Tab")
        found = phone.page.evaluate(FOCUS)
        if said in found["words"]:
            assert found["seen"], f"the focus on {said!r} cannot be seen"
            if key:
                phone.page.keyboard.press(key)
            return
    raise AssertionError(f"{said!r} cannot be reached with Tab on {phone.path}:\n{phone.text}")


def follow(phone: Phone, words: str) -> None:
    """Press Enter on it and wait for the page."""
    with phone.page.expect_navigation():
        press(phone, words, "Enter")
    phone.page.wait_for_load_state()
    phone.watch.look(phone.page)


def due(session: Session) -> None:
    """A receipt of Ben."""
    running.running(session)
    running.payers(session)
    running.approved(session, "ben", "50", "De Kom")
