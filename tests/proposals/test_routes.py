from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from grants.proposals.models import Cover, Line, PartKind, Proposal
from grants.proposals.states import ProposalState
from tests.proposals import staged
from tests.web import Browser, Meanwhile, Web, id_in, soup, text_of


@pytest.fixture
def ada(web: Web) -> Browser:
    return web.as_("ada")


@pytest.fixture
def plan_id(app: Flask) -> UUID:
    return staged.plan(app)


def answers(app: Flask, plan_id: UUID, part: PartKind) -> dict[str, str]:
    return staged.read(app, lambda s: s.get_one(Proposal, plan_id).part(part).answers)


def count(app: Flask, model: type[Line | Cover | Proposal]) -> int:
    return staged.read(app, lambda s: s.scalar(select(func.count()).select_from(model)) or 0)


def state(app: Flask, plan_id: UUID) -> ProposalState:
    return staged.read(app, lambda s: s.get_one(Proposal, plan_id).state)


def test_a_group_without_plans_is_told_how_to_start(web: Web) -> None:
    page = web.as_("eve").get("/proposals/")

    assert soup(page).select_one('a[href="/proposals/new"]') is not None


def test_a_plan_starts_and_goes_on_with_its_first_question(ada: Browser) -> None:
    answer = ada.send("/proposals/new", title="Koffie en kinderen")

    assert answer.status_code == 303
    assert answer.location.endswith("/part/what/what")
    assert "Koffie en kinderen" in text_of(ada.get("/proposals/"))


def test_starting_twice_with_one_form_makes_one_plan(app: Flask, ada: Browser) -> None:
    fields = ada.form("/proposals/new") | {"title": "Koffie"}

    first, second = (ada.post("/proposals/new", fields) for _ in range(2))

    assert first.location == second.location
    assert count(app, Proposal) == 1


def test_a_plan_without_a_name_is_asked_for_one(ada: Browser) -> None:
    answer = ada.send("/proposals/new", title=" ")

    assert answer.status_code == 422
    assert soup(answer).select_one("#title-error") is not None


def test_every_page_of_a_plan_can_be_read(app: Flask, ada: Browser, plan_id: UUID) -> None:
    base = f"/proposals/{plan_id}"
    pages = (
        "",
        "/read",
        "/versions",
        "/put",
        "/stop",
        "/part/costs",
        "/part/cover",
        "/part/when/days",
        "/part/hopes/hopes",
        "/costs/room",
        "/cover/new",
    )

    assert {page: ada.get(base + page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("language", ["nl", "en", "ar"])
def test_a_plan_is_read_in_each_language(web: Web, plan_id: UUID, language: str) -> None:
    page = soup(web.as_("ada", language).get(f"/proposals/{plan_id}"))

    assert page.html is not None
    assert page.html["lang"] == language


def test_questions_follow_each_other_and_end_at_the_plan(
    app: Flask, ada: Browser, plan_id: UUID
) -> None:
    first = ada.send(f"/proposals/{plan_id}/part/what/title", words="Koffie en thee")
    last = ada.send(f"/proposals/{plan_id}/part/what/whom", words="Vaders")

    assert first.location.endswith("/part/what/what")
    assert last.location.endswith(f"/proposals/{plan_id}")
    assert answers(app, plan_id, PartKind.WHAT)["whom"] == "Vaders"


def test_saving_and_stopping_goes_back_to_the_plan(ada: Browser, plan_id: UUID) -> None:
    answer = ada.send(f"/proposals/{plan_id}/part/what/title", words="Koffie", then="stop")

    assert answer.location.endswith(f"/proposals/{plan_id}")


def test_days_are_kept(app: Flask, ada: Browser, plan_id: UUID) -> None:
    ada.send(
        f"/proposals/{plan_id}/part/when/days", starts_on="2027-01-06", ends_on="", times="Eens"
    )

    assert answers(app, plan_id, PartKind.WHEN)["starts_on"] == "2027-01-06"


def test_days_in_disorder_keep_what_was_typed(ada: Browser, plan_id: UUID) -> None:
    answer = ada.send(
        f"/proposals/{plan_id}/part/when/days",
        starts_on="2027-02-06",
        ends_on="2027-01-06",
        times="Elke week een keer",
    )

    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one("#ends_on-error") is not None
    assert page.select_one("#times")["value"] == "Elke week een keer"  # type: ignore[index]


def test_two_people_at_one_question_see_both_versions(
    app: Flask, web: Web, ada: Browser, plan_id: UUID
) -> None:
    path = f"/proposals/{plan_id}/part/what/what"
    late = ada.form(path) | {"words": "Thee drinken"}
    web.as_("ben").send(path, words="Koffie drinken")

    answer = ada.post(path, late)

    assert answer.status_code == 409
    page = text_of(answer)
    assert "Koffie drinken" in page
    assert "Thee drinken" in page
    assert "Ben" in page
    assert answers(app, plan_id, PartKind.WHAT)["what"] == "Koffie drinken"


def test_after_the_clash_both_can_be_put_together(
    app: Flask, web: Web, ada: Browser, plan_id: UUID
) -> None:
    path = f"/proposals/{plan_id}/part/what/what"
    late = ada.form(path) | {"words": "Thee drinken"}
    web.as_("ben").send(path, words="Koffie drinken")
    page = soup(ada.post(path, late))
    revision = page.select_one("[name=revision]")["value"]  # type: ignore[index]

    ada.post(path, late | {"revision": revision, "choose": "both"})

    assert answers(app, plan_id, PartKind.WHAT)["what"] == "Koffie drinken\n\nThee drinken"


def test_a_cost_is_a_number_times_a_price_in_any_digits(
    app: Flask, ada: Browser, plan_id: UUID
) -> None:
    answer = ada.send(f"/proposals/{plan_id}/costs/room", words="Zaal", quantity="٦", price="12,50")

    assert answer.status_code == 303
    costs = staged.read(app, lambda s: s.get_one(Proposal, plan_id).costs)
    assert str(costs) == "159.00 EUR"


def test_an_unclear_price_is_asked_about_and_all_text_stays(ada: Browser, plan_id: UUID) -> None:
    answer = ada.send(
        f"/proposals/{plan_id}/costs/room", words="Zaal De Linde", quantity="6", price="1.410"
    )

    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("#price-error") is not None
    assert page.select_one("#price")["value"] == "1.410"  # type: ignore[index]
    assert page.select_one("#words")["value"] == "Zaal De Linde"  # type: ignore[index]


def test_a_cost_without_a_price_needs_the_tick(app: Flask, ada: Browser, plan_id: UUID) -> None:
    path = f"/proposals/{plan_id}/costs/travel"
    without = ada.send(path, words="Bus", quantity="2", price="")
    ticked = ada.send(path, words="Bus", quantity="2", price="", unknown="y")

    assert (without.status_code, ticked.status_code) == (422, 303)
    assert "prijs" in text_of(ada.get(f"/proposals/{plan_id}"))


def test_a_cost_changed_by_two_shows_both(
    app: Flask, web: Web, ada: Browser, plan_id: UUID
) -> None:
    line_id = staged.read(app, lambda s: s.get_one(Proposal, plan_id).lines[0].id)
    path = f"/proposals/{plan_id}/cost/{line_id}"
    late = ada.form(path) | {"words": "Koffie", "price": "10,00"}
    web.as_("ben").send(path, words="Koffie en taart", price="20,00")

    answer = ada.post(path, late)

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Koffie en taart: 6 × € 20,00" in page
    assert "Koffie: 6 × € 10,00" in page


def test_a_cost_that_was_taken_out_meanwhile_can_be_put_back(
    app: Flask, web: Web, ada: Browser, plan_id: UUID
) -> None:
    line_id = staged.read(app, lambda s: s.get_one(Proposal, plan_id).lines[0].id)
    path = f"/proposals/{plan_id}/cost/{line_id}"
    late = ada.form(path) | {"words": "Koffie", "price": "10,00"}
    web.as_("ben").send(f"{path}/remove", on=path)
    assert count(app, Line) == 0

    told = ada.post(path, late)
    again = ada.post(path, late | {"revision": "0"})

    assert (told.status_code, again.status_code) == (409, 303)
    assert "Koffie" in str(soup(told).select_one("#words"))
    assert count(app, Line) == 1


@pytest.mark.parametrize("what", ["cost", "cover"])
def test_what_two_take_out_at_once_is_taken_out(
    app: Flask, web: Web, ada: Browser, plan_id: UUID, meanwhile: Meanwhile, what: str
) -> None:
    kind: type[Line | Cover] = Line if what == "cost" else Cover
    row_id = staged.read(app, lambda s: s.scalars(select(kind.id)).first())
    path, before = f"/proposals/{plan_id}/{what}/{row_id}", count(app, kind)
    meanwhile(lambda: web.as_("ben").send(f"{path}/remove", on=path))

    answer = ada.send(f"{path}/remove", on=path)

    assert answer.status_code == 303
    assert count(app, kind) == before - 1


@pytest.mark.parametrize(
    ("what", "typed", "field"),
    [
        ("cost", {"words": "Koffie", "price": "10,00"}, "#words"),
        ("cover", {"amount": "7"}, "#amount"),
    ],
)
def test_what_is_taken_out_while_it_is_changed_can_be_put_back(
    app: Flask,
    web: Web,
    ada: Browser,
    plan_id: UUID,
    meanwhile: Meanwhile,
    what: str,
    typed: dict[str, str],
    field: str,
) -> None:
    kind: type[Line | Cover] = Line if what == "cost" else Cover
    row_id = staged.read(app, lambda s: s.scalars(select(kind.id)).first())
    path, before = f"/proposals/{plan_id}/{what}/{row_id}", count(app, kind)
    meanwhile(lambda: web.as_("ben").send(f"{path}/remove", on=path))

    answer = ada.post(path, ada.form(path) | typed)

    assert answer.status_code == 409
    assert next(iter(typed.values())) in str(soup(answer).select_one(field))
    assert count(app, kind) == before - 1


def test_money_is_added_changed_and_taken_out(app: Flask, ada: Browser, plan_id: UUID) -> None:
    base = f"/proposals/{plan_id}/cover"
    ada.send(f"{base}/new", kind="participants", words="Munten", amount="20")
    ids = staged.read(app, lambda s: [one.id for one in s.get_one(Proposal, plan_id).covers])
    ada.send(f"{base}/{ids[1]}", amount="25")
    changed = staged.read(app, lambda s: str(s.get_one(Proposal, plan_id).cover))
    ada.send(f"{base}/{ids[1]}/remove", on=f"{base}/{ids[1]}")

    assert changed == "109.00 EUR"
    assert count(app, Cover) == 1


def test_money_without_a_source_is_asked_for_one(ada: Browser, plan_id: UUID) -> None:
    answer = ada.send(f"/proposals/{plan_id}/cover/new", words="Munten", amount="20")

    assert answer.status_code == 422
    assert soup(answer).select_one("#kind-error") is not None


def test_what_is_still_to_find_is_said(web: Web, app: Flask, ada: Browser, plan_id: UUID) -> None:
    ada.send(f"/proposals/{plan_id}/costs/room", words="Zaal", quantity="1", price="20")

    assert "€ 20,00" in text_of(ada.get(f"/proposals/{plan_id}/part/cover"))
    assert "€ 20,00" in text_of(ada.get(f"/proposals/{plan_id}/put"))


def test_a_comment_stands_with_the_plan(web: Web, ada: Browser, plan_id: UUID) -> None:
    page = f"/proposals/{plan_id}"
    empty = ada.send(f"{page}/comment", on=page, words="")
    web.as_("carla").send(f"{page}/comment", on=page, words="Vergeet de sleutel niet")

    assert empty.status_code == 422
    assert "Vergeet de sleutel niet" in text_of(ada.get(page))


def test_putting_asks_the_group(app: Flask, ada: Browser, plan_id: UUID) -> None:
    answer = ada.send(f"/proposals/{plan_id}/put")

    assert answer.location.endswith(f"/consent/{id_in(answer)}")
    assert state(app, plan_id) is ProposalState.ASKING


def test_putting_with_a_day_in_the_past_keeps_the_page(ada: Browser, plan_id: UUID) -> None:
    answer = ada.send(f"/proposals/{plan_id}/put", closes_on="2020-01-01")

    assert answer.status_code == 422
    assert soup(answer).select_one("#closes_on-error") is not None


def test_putting_twice_leads_to_the_same_round(ada: Browser, plan_id: UUID) -> None:
    fields = ada.form(f"/proposals/{plan_id}/put")

    first, second = (ada.post(f"/proposals/{plan_id}/put", fields) for _ in range(2))

    assert first.location == second.location


def test_an_incomplete_plan_says_what_is_missing(app: Flask, ada: Browser) -> None:
    plan_id = staged.plan(app, whole=False)

    page = soup(ada.get(f"/proposals/{plan_id}/put"))

    assert page.select_one(f'a[href$="{plan_id}/part/what/what"]') is not None
    assert page.select_one("form [name=closes_on]") is None


def test_a_plan_is_put_away(app: Flask, ada: Browser, plan_id: UUID) -> None:
    ada.send(f"/proposals/{plan_id}/stop")

    assert state(app, plan_id) is ProposalState.WITHDRAWN


def test_a_version_is_read_and_kept_on_paper(app: Flask, ada: Browser) -> None:
    plan_id, _ = staged.asked(app)

    paper = ada.get(f"/proposals/{plan_id}/paper")

    assert ada.get(f"/proposals/{plan_id}/versions/1").status_code == 200
    assert ada.get(f"/proposals/{plan_id}/versions/2").status_code == 404
    assert paper.mimetype == "application/pdf"
    assert "Koffie en fruit" in paper.get_data(as_text=True)


WRITES = (
    "/part/what/what",
    "/part/costs",
    "/costs/room",
    "/cover/new",
    "/put",
    "/stop",
)
READS = ("", "/read", "/versions", "/versions/1", "/paper")


@pytest.mark.parametrize("name", ["eve", "cleo", "hans", "olga"])
def test_for_strangers_a_plan_looks_like_nothing(app: Flask, web: Web, name: str) -> None:
    plan_id, _ = staged.asked(app)
    stranger = web.as_(name)
    nothing = stranger.get(f"/proposals/{uuid4()}")

    for page in (*READS, *WRITES):
        found = stranger.get(f"/proposals/{plan_id}{page}")
        assert found.status_code == 404, page
        assert found.get_data() == nothing.get_data(), page


def test_who_may_read_but_not_write_is_told_why(web: Web, plan_id: UUID) -> None:
    carla = web.as_("carla")

    answer = carla.get(f"/proposals/{plan_id}/part/what/what")

    assert answer.status_code == 403
    assert "groep" in text_of(answer)
    assert carla.get(f"/proposals/{plan_id}").status_code == 200


@pytest.mark.parametrize("page", ["/part/what/what", "/costs/room", "/cover/new", "/put"])
def test_while_the_group_decides_writing_is_refused(app: Flask, ada: Browser, page: str) -> None:
    plan_id, _ = staged.asked(app)

    assert ada.get(f"/proposals/{plan_id}{page}").status_code == 409


@pytest.mark.parametrize(
    "page", ["/part/nothing", "/part/what/nothing", "/costs/nothing", "/versions/9"]
)
def test_an_address_that_is_none_is_not_found(ada: Browser, plan_id: UUID, page: str) -> None:
    assert ada.get(f"/proposals/{plan_id}{page}").status_code == 404
