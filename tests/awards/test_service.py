from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.awards import queries, service
from grants.awards.access import may
from grants.awards.models import Award, AwardState, Instalment, InstalmentState
from grants.awards.service.offering import Term
from grants.kit.access import SYSTEM, Right
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR, Money
from grants.kit.orm import Ref
from grants.ledger import queries as book
from grants.ledger import service as ledger
from grants.ledger.models import AccountKind as K
from grants.ledger.rules import Line
from grants.mandates import service as mandates
from grants.mandates.rules import Template
from grants.proposals.models import Proposal
from grants.proposals.states import ProposalState
from grants.requests.models import Request, RequestState
from grants.reviews import service as reviews
from grants.reviews.models import Decision, DecisionKind, Reason
from grants.reviews.service import Proposing
from tests.ground import NOON
from tests.requests.story import Story, story

DAY = NOON.date()
ALL = Proposing(DecisionKind.ALL, "Het hele bedrag.", conditions="Vertel hoe het ging.")


def decision(one: Story, proposing: Proposing = ALL) -> Decision:
    return reviews.propose(one.session, one.opened(), proposing, by=one.rosa, at=NOON)


def offered(one: Story) -> Award:
    award = service.decide(one.session, decision(one), by=one.dirk, at=NOON)
    assert award is not None
    return award


def active(one: Story) -> Award:
    award = offered(one)
    service.agree(one.session, award, by=one.ada, at=NOON)
    return service.agree(one.session, award, by=one.dirk, at=NOON)


@dataclass(frozen=True)
class Paper:
    """Some document that a booking comes from."""

    owner_id: object
    ref: Ref


@dataclass
class Purse:
    """Books what rooms above would book."""

    one: Story
    award: Award

    def post(self, amount: str, debit: tuple[K, object], credit: tuple[K, object]) -> None:
        plan = self.award.proposal_id
        size = EUR(amount)
        ledger.post(
            self.one.session,
            self.award.owner_id,
            on=DAY,
            act=Act.PAYMENTS_ENTER,
            source=Paper(self.award.owner_id, Ref("arrival", uuid4())),
            lines=[
                Line(debit[0], size, plan, debit[1]),  # type: ignore[arg-type]
                Line(credit[0], -size, plan, credit[1]),  # type: ignore[arg-type]
            ],
            by=SYSTEM,
            at=NOON,
        )

    @property
    def bank(self) -> tuple[K, object]:
        return K.BANK, self.one.ground.holder.id

    def arrives(self, amount: str) -> None:
        self.post(amount, self.bank, (K.PROMISED, self.award.id))

    def own(self, amount: str) -> None:
        self.post(amount, (K.CASH, None), (K.OWN, None))

    def costs(self, amount: str, *, paid: bool = True) -> None:
        line = self.one.proposal.lines[0].id
        payee = self.one.people["Ada"].id
        self.post(amount, (K.COST, line), (K.OWED, payee))
        if paid:
            self.post(amount, (K.OWED, payee), self.bank)


def settle(one: Story, award: Award, *, keep: bool = False) -> None:
    service.settle(one.session, award.proposal_id, keep=keep, by=one.dirk, at=NOON)


def test_the_decision_offers_an_award_with_two_instalments(session: Session) -> None:
    award = offered(story(session))

    terms = queries.instalments_of(session, award.id)
    assert (award.state, award.reference) == (AwardState.OFFERED, "T-2026-0001")
    assert award.report_due_on == date(2026, 8, 31) + timedelta(weeks=6)
    assert [(term.amount, term.planned_on) for term in terms] == [
        (EUR("240"), DAY + timedelta(weeks=2)),
        (EUR("60"), award.report_due_on),
    ]


def test_declining_offers_nothing(session: Session) -> None:
    one = story(session)
    no = decision(one, Proposing(DecisionKind.NONE, "Nee.", Reason.POT_EMPTY))

    assert service.decide(session, no, by=one.dirk, at=NOON) is None


def test_instalments_add_up_to_the_award(session: Session) -> None:
    one = story(session)

    with pytest.raises(Invalid, match="instalments-differ"):
        service.decide(
            session,
            decision(one),
            instalments=[Term(EUR("299"), DAY)],
            by=one.dirk,
            at=NOON,
        )


def test_one_yes_promises_nothing(session: Session) -> None:
    one = story(session)

    award = service.agree(session, offered(one), by=one.ada, at=NOON)

    assert award.state is AwardState.OFFERED
    assert book.amounts(session, award.owner_id).promised == EUR("0")


def test_both_agree_and_the_award_is_promised_and_the_plan_runs(session: Session) -> None:
    one = story(session)

    award = active(one)

    amounts = book.amounts(session, award.owner_id, award.proposal_id)
    assert (amounts.promised, amounts.to_come) == (EUR("300"), EUR("300"))
    assert session.get_one(Proposal, award.proposal_id).state is ProposalState.RUNNING


def test_a_side_agrees_once(session: Session) -> None:
    one = story(session)
    award = service.agree(session, offered(one), by=one.ada, at=NOON)

    with pytest.raises(NotAllowed, match="agreed-already"):
        service.agree(session, award, by=one.ben, at=NOON)


def test_a_reviewer_does_not_agree_for_the_organisation(session: Session) -> None:
    one = story(session)

    with pytest.raises(NotAllowed, match="not-a-decider"):
        service.agree(session, offered(one), by=one.rosa, at=NOON)


def test_together_the_group_agrees_with_the_coachs_yes(session: Session) -> None:
    one = story(session)
    award = offered(one)
    operator = one.people["Zoë"]
    operator.operator = True
    mandates.apply_template(
        session, one.ground.workgroup, Template.ON_THE_WAY, by=one.actor("Zoë"), at=NOON
    )

    with pytest.raises(NotNow, match="needs-coach-yes"):
        service.agree(session, award, by=one.ada, at=NOON)

    asked = mandates.ask_nod(
        session, Right.SPEAK, award, mark=award.hash, label="x", by=one.ada, at=NOON
    )
    mandates.nod(session, asked, by=one.actor("Cas"), at=NOON)
    assert service.agree(session, award, by=one.ada, at=NOON).group_agreed_at == NOON


def test_an_offer_that_lapses_promises_nothing_and_closes_the_request(session: Session) -> None:
    one = story(session)

    award = service.lapse(session, offered(one), by=one.dirk, at=NOON)

    assert award.state is AwardState.LAPSED
    assert session.get_one(Request, award.request_id).state is RequestState.CLOSED


def test_the_group_does_not_let_an_offer_lapse(session: Session) -> None:
    one = story(session)

    with pytest.raises(NotAllowed, match="not-a-decider"):
        service.lapse(session, offered(one), by=one.ada, at=NOON)


def test_other_funders_find_no_award(session: Session) -> None:
    one = story(session)
    award = offered(one)

    assert not may(one.actor("Zoë"), Act.AWARDS_SEE, award).tied
    assert queries.desk(session, [one.ground.neighbourhood.id]).count == 0
    assert queries.desk(session, [one.funder.id]).count == 1


def test_settling_returns_what_is_left(session: Session) -> None:
    one = story(session)
    award = active(one)
    purse = Purse(one, award)
    purse.arrives("240")
    purse.own("42")
    purse.costs("225")
    purse.costs("15")

    settle(one, award)

    # 240 of costs less 42 of our own is 198; 60 never comes, 42 goes back.
    assert (award.state, award.final) == (AwardState.ACCOUNTED, EUR("198"))
    assert book.owed_back(session, award.proposal_id) == {one.funder.id: EUR("42")}
    amounts = book.amounts(session, award.owner_id, award.proposal_id)
    assert (amounts.promised, amounts.to_come, amounts.free) == (EUR("198"), EUR("0"), EUR("0"))


def test_after_the_return_the_award_is_settled_and_the_request_closed(session: Session) -> None:
    one = story(session)
    award = active(one)
    purse = Purse(one, award)
    purse.arrives("240")
    purse.costs("200")
    settle(one, award)
    purse.post("40", (K.BACK, one.funder.id), purse.bank)

    service.conclude(session, award.proposal_id, by=SYSTEM, at=NOON)

    assert award.state is AwardState.SETTLED
    assert session.get_one(Request, award.request_id).state is RequestState.CLOSED
    assert book.settled(session, award.proposal_id)


def test_what_is_kept_moves_to_the_groups_own_purse(session: Session) -> None:
    one = story(session)
    award = active(one)
    purse = Purse(one, award)
    purse.arrives("240")
    purse.own("42")
    purse.costs("200")

    settle(one, award, keep=True)

    assert (award.state, award.final) == (AwardState.SETTLED, EUR("158"))
    assert book.settled(session, award.proposal_id)
    own = book.amounts(session, award.owner_id, award.owner_id)
    assert (own.own, own.free) == (EUR("82"), EUR("82"))
    assert book.check(session) == []


def test_own_income_that_was_not_needed_stays_the_groups(session: Session) -> None:
    one = story(session)
    award = active(one)
    purse = Purse(one, award)
    purse.arrives("240")
    purse.own("42")
    purse.costs("30")

    settle(one, award)

    assert award.final == EUR("0")
    assert book.owed_back(session, award.proposal_id) == {one.funder.id: EUR("240")}
    assert book.amounts(session, award.owner_id, award.owner_id).own == EUR("12")


def test_costs_still_to_pay_keep_the_last_instalment_coming(session: Session) -> None:
    one = story(session)
    award = active(one)
    purse = Purse(one, award)
    purse.arrives("240")
    purse.costs("240")
    purse.costs("50", paid=False)

    settle(one, award)

    assert (award.state, award.final) == (AwardState.ACCOUNTED, EUR("290"))
    planned = [
        row.amount
        for row in queries.instalments_of(session, award.id)
        if row.state is InstalmentState.PLANNED
    ]
    assert sum((amount.minor for amount in planned), 0) == EUR("50").minor


def test_an_instalment_that_never_comes_is_cancelled(session: Session) -> None:
    one = story(session)
    award = active(one)
    first, second = queries.instalments_of(session, award.id)
    Purse(one, award).arrives("240")
    service.came(session, first, EUR("240"), on=DAY, at=NOON)
    Purse(one, award).costs("200")

    settle(one, award)

    assert (first.state, second.state) == (InstalmentState.RECEIVED, InstalmentState.CANCELLED)


def test_settling_again_settles_nothing(session: Session) -> None:
    one = story(session)
    award = active(one)
    settle(one, award)

    assert service.settle(session, award.proposal_id, keep=False, by=one.dirk, at=NOON) == []


def test_the_desk_sees_what_was_paid_and_what_is_to_pay(session: Session) -> None:
    one = story(session)
    award = active(one)
    first = queries.instalments_of(session, award.id)[0]
    service.came(session, first, EUR("240"), on=DAY, at=NOON)

    row = queries.desk(session, [one.funder.id]).rows[0]

    assert (row.paid, row.to_pay) == (EUR("240"), EUR("60"))


def test_the_database_wants_both_sides_before_an_award_runs(session: Session) -> None:
    award = offered(story(session))

    award.state = AwardState.ACTIVE
    with pytest.raises(IntegrityError, match="agreed_by_both"):
        session.flush()


def test_the_database_wants_an_amount_with_what_was_received(session: Session) -> None:
    award = offered(story(session))
    instalment = session.scalars(select(Instalment).where(Instalment.award_id == award.id)).first()
    assert instalment is not None

    instalment.state = InstalmentState.RECEIVED
    instalment.received = Money(1)
    with pytest.raises(IntegrityError, match="received_known"):
        session.flush()
