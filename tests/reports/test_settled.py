"""What was settled stays settled; and a report that no longer fits is never stuck."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from grants.history.models import Event
from grants.kit.acts import Act
from grants.kit.errors import NotNow
from grants.kit.money import EUR
from grants.ledger import queries as book
from grants.ledger.models import AccountKind
from grants.outbox.models import Job
from grants.payments import service as payments
from grants.payments.models import Arrival, ArrivalKind
from grants.payments.rules import GivingBack
from grants.proposals.models import LineKind
from grants.reports import service
from grants.reports.models import Copy
from grants.reports.states import ReportState
from grants.spending import service as spending
from grants.spending.models import Expense, Shift
from grants.spending.rules import Shifting
from tests.ground import NOON
from tests.reports.story import Told
from tests.spending.story import DAY


def test_after_the_settlement_no_receipt_is_undone_and_no_income_comes(told: Told) -> None:
    service.accept(told.session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    expense = told.session.scalars(select(Expense)).first()
    assert expense is not None

    with pytest.raises(NotNow, match="accounted-already"):
        spending.correct(told.session, expense, "Toch niet.", by=told.actor("Dan"), at=NOON)
    with pytest.raises(NotNow, match="accounted-already"):
        told.plan.own("5")


def test_own_income_that_is_undone_after_the_account_is_made_good_and_the_books_close(
    told: Told,
) -> None:
    service.accept(told.session, told.read(), keep=False, by=told.actor("Dirk"), at=NOON)
    plan, hans = told.plan, told.actor("Hans")
    for organisation, owed in book.owed_back(told.session, plan.proposal.id).items():
        back = GivingBack(organisation, owed, DAY)
        payments.give_back(told.session, plan.proposal, back, by=hans, at=NOON)
    assert str(plan.proposal.state) == "closed"
    own = told.session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.OWN)).one()
    payments.mirror(told.session, own, "De bank nam het terug.", by=hans, at=NOON)
    assert str(plan.proposal.state) == "finished"
    assert book.uncovered(told.session, plan.proposal.id) == EUR("42")

    with pytest.raises(NotNow, match="accounted-already"):
        plan.own("42.01", AccountKind.BANK)
    plan.own("42", AccountKind.BANK)
    for organisation, owed in book.owed_back(told.session, plan.proposal.id).items():
        back = GivingBack(organisation, owed, DAY)
        payments.give_back(told.session, plan.proposal, back, by=hans, at=NOON)

    assert str(plan.proposal.state) == "closed"
    assert book.check(told.session) == []


def test_when_the_book_moved_after_one_funder_agreed_the_other_can_ask(told: Told) -> None:
    report = told.read()
    other = told.plan.one.ground.holder.id  # a second funder, which agreed already
    fields = {"read_at": NOON, "read_by_id": told.plan.id_of("Hans"), "accepted_at": NOON}
    fields |= {"accepted_by_id": told.plan.id_of("Hans"), "keep": False}
    first = report.copies[0]
    copy = Copy(id=told.proposal.id, owner_id=first.owner_id, organisation_id=other, sent_at=NOON)
    for name, value in fields.items():
        setattr(copy, name, value)
    report.copies.append(copy)
    told.session.flush()
    dirk = told.actor("Dirk")
    with pytest.raises(NotNow, match="accepted-by-other"):
        service.ask(told.session, report, "Waar is bon 3?", by=dirk, at=NOON)

    told.plan.paid("1", documents=(told.plan.document("laat"),))
    with pytest.raises(NotNow, match="book-moved"):
        service.accept(told.session, report, keep=False, by=dirk, at=NOON)
    following = service.ask(told.session, report, "Er kwam een bon bij.", by=dirk, at=NOON)

    assert (report.state, following.no) == (ReportState.RETURNED, 2)


def test_what_nobody_said_yes_to_ends_with_the_account_and_is_on_nobodys_list(told: Told) -> None:
    report, plan = told.read(), told.plan
    kept = plan.noted("0.50", "Ben", documents=(plan.document("een"),))
    asking = plan.asking("0.50", "Ben", documents=(plan.document("twee"),))
    refused = plan.asking("0.50", documents=(plan.document("drie"),))
    spending.refuse(told.session, refused, "Van wie is dit?", by=told.actor("Ben"), at=NOON)
    shifting = Shifting(plan.line(), plan.line(LineKind.CHILDCARE), EUR("1"), "Duurder")
    shift = spending.ask_shift(told.session, plan.proposal, shifting, by=told.actor("Ada"), at=NOON)

    service.accept(told.session, report, keep=False, by=told.actor("Dirk"), at=NOON)

    ended: list[Expense | Shift] = [kept, asking, refused, shift]
    assert {str(one.state) for one in ended} == {"withdrawn"}
    assert {one.refused_code for one in ended} == {"account-made"}
    assert [one.refused_then_ended for one in (kept, asking, refused)] == [False, False, True]
    for act in (Act.SPENDING_APPROVE, Act.SPENDING_MEND, Act.SPENDING_SHIFT_AGREE):
        assert plan.waits_for(act) == set()
    told_of = select(Event.actor_id).where(
        Event.thing_id == asking.id, Event.act == Act.SPENDING_WITHDRAW
    )
    assert told.session.scalars(told_of).all() == [None]
    jobs = select(Job.facts).where(Job.kind == "reports.ended")
    assert {json.loads(facts)["person"] for facts in told.session.scalars(jobs)} == {
        str(plan.id_of("Ada")),
        str(plan.id_of("Ben")),
    }


def test_who_was_told_no_keeps_those_words_and_hears_of_no_yes_that_never_came(told: Told) -> None:
    report, plan, ada = told.read(), told.plan, told.actor("Ada")
    said = plan.asking("0.50", "Ben", documents=(plan.document("een"),))
    spending.refuse(told.session, said, "Van wie is dit?", by=ada, at=NOON)
    decided = plan.asking("0.50", "Ben", documents=(plan.document("twee"),))
    spending.refuse(told.session, decided, "Te duur.", by=ada, at=NOON)
    decided.refused_code = "round-not-agreed"  # as the group says it, deciding together

    service.accept(told.session, report, keep=False, by=told.actor("Dirk"), at=NOON)

    assert {str(one.state) for one in (said, decided)} == {"withdrawn"}
    assert (said.refused_why, said.refused_code) == ("Van wie is dit?", "account-made")
    assert (decided.refused_why, decided.refused_code) == ("Te duur.", "round-not-agreed")
    assert (said.refused_then_ended, decided.refused_then_ended) == (True, True)
    jobs = select(Job.facts).where(Job.kind == "reports.ended")
    assert told.session.scalars(jobs).all() == []


def test_who_asked_less_for_one_thing_and_more_for_another_hears_that_it_ended(told: Told) -> None:
    report, plan = told.read(), told.plan
    shifting = Shifting(plan.line(), plan.line(LineKind.CHILDCARE), EUR("1"), "Duurder")
    spending.ask_shift(told.session, plan.proposal, shifting, by=told.actor("Ben"), at=NOON)

    service.accept(told.session, report, keep=False, by=told.actor("Dirk"), at=NOON)

    jobs = select(Job.facts).where(Job.kind == "reports.ended")
    assert [json.loads(facts)["person"] for facts in told.session.scalars(jobs)] == [
        str(plan.id_of("Ben"))
    ]


def test_while_a_funder_has_not_agreed_what_is_asked_stays_asked(told: Told) -> None:
    report = told.read()
    asking = told.plan.asking("0.50", documents=(told.plan.document("een"),))

    spending.approve(told.session, asking, by=told.actor("Ben"), at=NOON)

    with pytest.raises(NotNow, match="book-moved"):
        service.accept(told.session, report, keep=False, by=told.actor("Dirk"), at=NOON)
    assert str(asking.state) == "approved"
