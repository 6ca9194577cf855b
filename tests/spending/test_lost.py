"""No receipt: a second member's yes, and what the group allows in a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.queries import open_round_of
from grants.consent.service import Answering
from grants.kit.access import Hand, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.mandates.models import Mandate
from grants.mandates.rules import Template
from grants.spending import queries, service
from grants.spending.models import Expense
from grants.spending.rules import Losing
from grants.spending.states import CeilingState, ExpenseState
from grants.workgroups.models import Workgroup
from tests.ground import NOON
from tests.spending.story import Running, running

LOST = Losing("Verf en kwasten", "Uit mijn tas gevallen")


def lost(one: Running, amount: str = "20", said: Losing = LOST, by: str = "Ada") -> Expense:
    return one.asking(amount, by, documents=(), lost=said)


def set_ceiling(one: Running, amount: str, at: datetime = NOON) -> None:
    group = one.session.get_one(Workgroup, one.proposal.owner_id)
    row = service.propose_ceiling(one.session, group, EUR(amount), by=one.actor("Ada"), at=at)
    round_ = open_round_of(one.session, row)
    assert round_ is not None
    for person_id in round_.elector_ids:
        name = next(name for name, person in one.one.people.items() if person.id == person_id)
        yes = Answering(AnswerKind.YES)
        consent.answer(one.session, round_, yes, by=one.actor(name), at=at)


def test_without_an_amount_the_group_is_asked_first(session: Session) -> None:
    one = running(session)

    with pytest.raises(NotNow, match="ceiling-missing"):
        lost(one)


def test_a_lost_receipt_is_approved_by_another_member_whose_yes_is_both(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    expense = lost(one)

    service.approve(session, expense, by=one.actor("Ben"), at=NOON)

    assert expense.lost is not None
    assert expense.lost.yes_by_id == one.id_of("Ben")
    assert expense.state is ExpenseState.APPROVED


def test_the_usual_amount_is_seeded_once(session: Session) -> None:
    first, again = service.seed_ceiling(session, at=NOON), service.seed_ceiling(session, at=NOON)

    assert first is not None
    assert first.amount == EUR("50")
    assert again is None


@pytest.mark.parametrize(
    ("said", "code"),
    [(Losing(" ", "Weg"), "lost-what-missing"), (Losing("Verf", " "), "lost-why-missing")],
)
def test_it_says_what_and_why(session: Session, said: Losing, code: str) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)

    with pytest.raises(Invalid, match=code):
        lost(one, said=said)


def test_the_ceiling_holds_to_the_cent_over_the_year(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    lost(one, "30")
    lost(one, "20")

    with pytest.raises(NotNow) as refusal:
        lost(one, "0.01")

    assert refusal.value.code == "over-ceiling"
    assert refusal.value.facts["left"] == EUR("0")


def test_refused_and_withdrawn_ones_do_not_count(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    first, second = lost(one, "20"), lost(one, "30")
    service.refuse(session, first, "Zoek nog eens", by=one.actor("Ben"), at=NOON)
    service.withdraw(session, second, by=one.actor("Ada"), at=NOON)

    assert lost(one, "50").state is ExpenseState.ASKING


def test_a_year_ends_at_midnight_here(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    before = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    ada = one.actor("Ada")
    data = one.noting("50", documents=(), lost=LOST)
    first = service.note(session, one.proposal, data, by=ada, at=before)
    service.submit(session, first, by=ada, at=before)
    second = service.note(session, one.proposal, data, by=ada, at=before)

    with pytest.raises(NotNow, match="over-ceiling"):
        service.submit(session, second, by=ada, at=before)
    service.submit(session, second, by=ada, at=before + timedelta(minutes=1))

    assert [one.lost.year for one in (first, second) if one.lost] == [2026, 2027]


@pytest.mark.parametrize("approved", [False, True], ids=["before the yes", "after the yes"])
def test_a_file_that_she_adds_alone_does_not_free_the_ceiling_of_the_year(
    session: Session, *, approved: bool
) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    expense = lost(one, "50")
    if approved:
        service.approve(session, expense, by=one.actor("Ben"), at=NOON)

    service.add(session, expense, [one.document()], by=one.actor("Ada"), at=NOON)

    allowed = queries.allowed(session, one.proposal.owner_id, NOON.date())
    assert allowed is not None
    assert allowed.left == EUR("0")
    with pytest.raises(NotNow, match="over-ceiling"):
        lost(one, "0.01")


def test_a_receipt_that_is_found_and_asked_again_counts_no_longer(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    expense = lost(one, "50")
    service.refuse(session, expense, "Zoek nog eens", by=one.actor("Ben"), at=NOON)
    ada = one.actor("Ada")

    service.mend(session, expense, one.noting("50"), by=ada, at=NOON)
    service.submit(session, expense, by=ada, at=NOON)

    allowed = queries.allowed(session, one.proposal.owner_id, NOON.date())
    assert allowed is not None
    assert allowed.left == EUR("50")


def test_mending_with_the_receipt_makes_it_a_plain_one(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    photo = one.document()
    expense = lost(one, "20", Losing("Verf", "Weg", photo))
    service.refuse(session, expense, "Zoek nog eens", by=one.actor("Ben"), at=NOON)
    ada = one.actor("Ada")

    service.mend(session, expense, one.noting("20", documents=(), lost=LOST), by=ada, at=NOON)
    goods = expense.lost.photo_id if expense.lost else None
    service.mend(session, expense, one.noting("20"), by=ada, at=NOON)
    session.refresh(expense)

    assert goods == photo
    assert expense.lost is None
    assert len(expense.receipts) == 1


def test_where_the_coach_approves_a_member_says_first_that_she_knows(session: Session) -> None:
    one = running(session, Template.STARTING)
    service.seed_ceiling(session, at=NOON)
    _hand_coach(one)
    expense = lost(one)

    with pytest.raises(NotNow, match="needs-member-yes"):
        service.approve(session, expense, by=one.actor("Cas"), at=NOON)
    assert "Ben" in one.waits_for(Act.SPENDING_VOUCH)
    service.vouch(session, expense, by=one.actor("Ben"), at=NOON)
    assert not one.waits_for(Act.SPENDING_VOUCH)
    with pytest.raises(NotAllowed, match="not-asked"):
        service.vouch(session, expense, by=one.actor("Dan"), at=NOON)
    service.approve(session, expense, by=one.actor("Cas"), at=NOON)

    assert expense.state is ExpenseState.APPROVED


def test_nobody_vouches_for_her_own_and_no_coach_for_the_group(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    expense = lost(one)

    with pytest.raises(NotAllowed, match="own-expense"):
        service.vouch(session, expense, by=one.actor("Ada"), at=NOON)
    with pytest.raises(NotAllowed, match="members-only"):
        service.vouch(session, expense, by=one.actor("Cas"), at=NOON)


def test_a_round_above_the_limit_is_the_second_members_yes(session: Session) -> None:
    one = running(session)
    set_ceiling(one, "200")
    expense = lost(one, "150")
    round_ = open_round_of(session, expense)
    assert round_ is not None

    for name in ("Ben", "Gül", "Dan"):
        yes = Answering(AnswerKind.YES)
        consent.answer(session, round_, yes, by=one.actor(name), at=NOON)

    assert expense.state is ExpenseState.APPROVED
    assert expense.lost is not None
    assert expense.lost.yes_by_id is not None


def test_the_group_sets_its_own_amount_from_that_day(session: Session) -> None:
    one = running(session)
    service.seed_ceiling(session, at=NOON)
    set_ceiling(one, "80")
    set_ceiling(one, "10", NOON + timedelta(days=1))
    owner_id, day = one.proposal.owner_id, NOON.date()

    amounts = [
        row.amount
        for days in (0, 1)
        if (row := queries.ceiling_of(session, owner_id, day + timedelta(days=days)))
    ]

    assert amounts == [EUR("80"), EUR("10")]


def test_an_amount_that_was_not_agreed_changes_nothing(session: Session) -> None:
    one = running(session)
    group = session.get_one(Workgroup, one.proposal.owner_id)
    ada = one.actor("Ada")
    row = service.propose_ceiling(session, group, EUR("80"), by=ada, at=NOON)
    with pytest.raises(NotNow, match="asked-already"):
        service.propose_ceiling(session, group, EUR("90"), by=ada, at=NOON)
    round_ = open_round_of(session, row)
    assert round_ is not None

    consent.conclude(session, round_, by=ada, at=NOON + timedelta(days=8))

    assert row.state is CeilingState.REFUSED
    assert queries.ceiling_of(session, group.id, NOON.date()) is None


def test_an_amount_below_nothing_is_refused(session: Session) -> None:
    one = running(session)
    group = session.get_one(Workgroup, one.proposal.owner_id)

    with pytest.raises(Invalid, match="amount-below-zero"):
        service.propose_ceiling(session, group, EUR("-1"), by=one.actor("Ada"), at=NOON)


def _hand_coach(one: Running) -> None:
    """Approving lies with the coach."""
    row = (
        one.session.query(Mandate)
        .filter_by(owner_id=one.proposal.owner_id, right=Right.APPROVE, until_on=None)
        .one()
    )
    row.hand = Hand.COACH
    one.session.flush()
