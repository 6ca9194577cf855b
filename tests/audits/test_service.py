"""An audit from its opening to two signatures, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.audits import queries, service
from grants.audits.models import Conclusion, Looked
from grants.audits.rules import SIZES, Opening, draw, read_facts, seed_of
from grants.audits.states import AuditState
from grants.kit.acts import Act
from grants.kit.errors import Invalid, NotAllowed, NotNow
from grants.kit.money import EUR
from grants.ledger.models import AccountKind, Book
from grants.outbox.models import Job
from grants.payments import service as payments
from grants.payments.models import Source
from grants.payments.rules import Income
from grants.spending import service as spending
from grants.spending.models import Expense, WhoPaid
from tests.audits.story import LATER, YEAR, Year, a_year
from tests.ground import NOON


@pytest.fixture
def year(session: Session) -> Year:
    return a_year(session)


def test_it_freezes_the_book_and_draws_what_left_the_places(year: Year) -> None:
    audit = year.opened()
    year.plan.paid("5", shop="Later")

    head = year.session.get_one(Book, audit.owner_id)
    assert audit.book_no < head.last_no
    assert (audit.payments, audit.spent) == (2, EUR("85"))
    assert [item.amount for item in audit.items] == [EUR("60"), EUR("25")]
    assert year.plan.waits_for(Act.AUDITS_LOOK) == {"Ada", "Ben"}


def test_what_was_drawn_can_be_drawn_again_from_the_book(year: Year) -> None:
    audit = year.opened()

    those = queries.outgoing(year.session, audit.owner_id, audit.year, audit.book_no)
    again = draw(those, seed_of(audit.year, audit.book_hash), SIZES[0])

    assert [one.no for one, _ in again] == [item.entry_no for item in audit.items]


def test_what_was_undone_is_no_payment(year: Year) -> None:
    expense = year.plan.paid("30", shop="Verkeerd")
    spending.correct(year.session, expense, "Dubbel.", by=year.plan.actor("Hans"), at=NOON)

    audit = year.opened()

    assert audit.spent == EUR("85")


def test_the_treasurer_cannot_look_at_her_own_book(year: Year) -> None:
    with pytest.raises(Invalid, match="audit-was-treasurer"):
        year.opened(first="Dan")


def test_who_paid_from_the_groups_money_kept_the_book(year: Year) -> None:
    able = queries.able(year.session, year.plan.proposal.owner_id, YEAR)
    assert able[year.plan.id_of("Ada")] == ""
    assert able[year.plan.id_of("Dan")] == "audit-was-treasurer"
    assert year.plan.id_of("Cas") not in able


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [("Ada", "Ada", "audit-two-others"), ("Ada", "Cas", "audit-not-here")],
)
def test_it_is_done_by_two_members(year: Year, first: str, second: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        year.opened(first, second)


def test_a_year_is_looked_at_once(year: Year) -> None:
    audit = year.opened()

    with pytest.raises(NotNow, match="audit-there"):
        year.opened()

    service.withdraw(year.session, audit, "Ziek.", by=year.plan.actor("Ben"), at=LATER)
    assert year.opened().state is AuditState.OPENED
    assert audit.state is AuditState.WITHDRAWN


def test_a_year_without_bookings_has_nothing_to_look_at(year: Year) -> None:
    data = Opening(YEAR - 1, year.plan.id_of("Ada"), year.plan.id_of("Ben"))

    with pytest.raises(Invalid, match="audit-year-unknown"):
        service.open_(
            year.session,
            year.plan.one.ground.workgroup,
            data,
            by=year.plan.actor("Ada"),
            at=NOON,
        )


def test_only_years_with_bookings_are_offered_the_last_first(year: Year) -> None:
    plan, then = year.plan, NOON.date().replace(year=YEAR - 3)
    found = Income(EUR("1"), then, AccountKind.CASH, Source.GROUP)
    payments.income(year.session, plan.proposal, found, by=plan.actor("Hans"), at=NOON)

    offered = queries.years(year.session, plan.proposal.owner_id, NOON.date())

    assert offered == [YEAR, YEAR - 3]


def test_nobody_says_of_her_own_receipt_that_it_is_right_where_the_other_can(year: Year) -> None:
    year.plan.pay(
        approved_by_dan(year),
        place=AccountKind.BANK,
    )
    audit = year.opened()
    hers = queries.touched(year.session, audit)
    mine = [one for one in audit.items if hers[one.entry_no] & set(audit.auditors)]

    item = next(one for one in mine if not hers[one.entry_no].issuperset(audit.auditors))
    who = next(one for one in ("Ada", "Ben") if year.plan.id_of(one) in hers[item.entry_no])

    with pytest.raises(NotNow, match="audit-own-payment"):
        service.look(year.session, item, Looked.RIGHT, "", by=year.plan.actor(who), at=LATER)


def approved_by_dan(year: Year) -> Expense:
    """Ada's receipt, to which Dan said yes."""
    expense = year.plan.asking("12", shop="Bakker")
    return spending.approve(year.session, expense, by=year.plan.actor("Dan"), at=NOON)


def test_where_both_had_to_do_with_it_the_paper_says_so(year: Year) -> None:
    audit = year.ready()

    whole = queries.found(year.session, audit)

    assert all(one.own for one in whole.items)  # Ada spent, Ben said yes
    assert all(one.files for one in whole.items)


def test_others_do_not_do_it(year: Year) -> None:
    audit = year.opened()

    for name, code in (("Dan", "audit-not-treasurer"), ("Cas", "audit-members-only")):
        with pytest.raises(NotAllowed, match=code):
            service.look(
                year.session,
                audit.items[0],
                Looked.RIGHT,
                "",
                by=year.plan.actor(name),
                at=LATER,
            )


def test_it_is_sealed_when_both_signed_the_same(year: Year) -> None:
    audit = year.ready()

    year.signed(audit, "Ada")
    assert audit.state.value == "signing"
    assert year.plan.waits_for(Act.AUDITS_SIGN) == {"Ben"}
    with pytest.raises(NotAllowed, match="audit-signed-before"):
        year.signed(audit, "Ada")
    year.signed(audit, "Ben")

    assert audit.state.value == "sealed"
    assert audit.reference == f"K-{YEAR}-0001"
    assert year.plan.waits_for(Act.AUDITS_SIGN) == set()
    jobs = set(year.session.scalars(select(Job.kind)))
    assert {"audits.paper", "audits.remind"} <= jobs
    whole = read_facts(str(audit.facts))
    assert [(one.kind, one.opening, one.closing) for one in whole.places] == [
        (AccountKind.BANK, EUR("0"), EUR("215")),
        (AccountKind.CASH, EUR("0"), EUR("42")),
    ]
    assert whole.count is not None
    assert whole.count.difference.is_zero


def test_the_cash_is_counted_first(year: Year) -> None:
    audit = year.concluded(year.looked(year.opened()))

    with pytest.raises(NotNow, match="audit-count-first"):
        year.signed(audit, "Ada")


def test_a_count_of_before_does_not_count(year: Year) -> None:
    year.counted()
    group = year.plan.one.ground.workgroup
    data = Opening(YEAR, year.plan.id_of("Ada"), year.plan.id_of("Ben"))

    audit = service.open_(
        year.session, group, data, by=year.plan.actor("Ada"), at=NOON + timedelta(days=1)
    )

    assert queries.count_of(year.session, audit) is None


@pytest.mark.parametrize(
    ("by", "second"), [("Dan", "Gül"), ("Dan", "Ben"), ("Ada", "Gül"), ("Gül", "Ben")]
)
def test_a_count_of_others_is_not_the_count_of_these_two(year: Year, by: str, second: str) -> None:
    audit = year.concluded(year.looked(year.opened()))
    year.counted(by, second)

    assert queries.waits_for(year.session, audit) is None
    with pytest.raises(NotNow, match="audit-count-first"):
        year.signed(audit, "Ada")


def test_at_the_table_the_other_says_it_from_her_own_phone_before_they_sign(year: Year) -> None:
    audit = year.concluded(year.looked(year.opened()))
    count = year.counted(table=True)

    assert queries.waits_for(year.session, audit) == (count.id, year.plan.id_of("Ben"))
    with pytest.raises(NotNow, match="audit-count-first"):
        year.signed(audit, "Ada")
    payments.vouch(year.session, count, by=year.plan.actor("Ben"), at=LATER)
    year.signed(audit, "Ada")

    assert queries.waits_for(year.session, audit) is None
    assert audit.count_id == count.id


def test_the_last_count_of_these_two_is_theirs_also_when_others_counted_after_it(
    year: Year,
) -> None:
    audit = year.concluded(year.looked(year.opened()))
    hers = year.counted("Ben", "Ada")
    year.counted("Dan", "Gül")

    year.signed(audit, "Ada")

    assert audit.count_id == hers.id


def test_what_changed_meanwhile_is_not_signed_unseen(year: Year) -> None:
    audit = year.ready()
    before = year.mark(audit)
    year.concluded(audit, Conclusion.REMARKS, "Een bon was slecht te lezen.")

    with pytest.raises(NotNow, match="audit-changed"):
        service.sign(year.session, audit, before, by=year.plan.actor("Ben"), at=LATER)


def test_looking_again_takes_the_first_signature_back(year: Year) -> None:
    audit = year.signed(year.ready(), "Ada")

    service.reopen(year.session, audit, by=year.plan.actor("Ben"), at=LATER)

    assert (audit.state, audit.facts, audit.signed) == (AuditState.DOING, None, frozenset())
    assert year.plan.waits_for(Act.AUDITS_LOOK) == {"Ada", "Ben"}


def test_what_is_wrong_is_told_and_kept(year: Year) -> None:
    audit = year.ready()
    item = audit.items[0]
    by = year.plan.actor("Ben")
    service.look(year.session, item, Looked.WRONG, "Bedrag anders.", by=by, at=LATER)

    with pytest.raises(Invalid, match="audit-not-all-right"):
        year.concluded(audit)
    year.concluded(audit, Conclusion.WRONG, "Zie boeking.")
    year.signed(year.signed(audit, "Ben"), "Ada")

    _, found = queries.last_looks(year.session, audit.owner_id)
    assert found is not None
    assert found.audit.conclusion is Conclusion.WRONG
    assert {found.first, found.second} == {"Ada", "Ben"}


def test_the_box_tells_a_payment_from_it(year: Year) -> None:
    year.plan.approved("7", shop="Kiosk", who_paid=WhoPaid.CASH)

    audit = year.opened()

    row = next(one for one in queries.seen(year.session, audit) if one.words == "Kiosk")
    assert (row.place, row.lines) == (AccountKind.CASH, ())


def test_the_database_itself_wants_two_people_and_both_signatures(year: Year) -> None:
    audit = year.ready()
    audit.second_id = audit.first_id

    with pytest.raises(IntegrityError):
        year.session.flush()


def test_one_finds_it_by_its_fingerprint(year: Year) -> None:
    audit = year.sealed()

    assert queries.audit_by_mark(year.session, audit.mark) is audit
    assert queries.audit_by_mark(year.session, audit.mark[:8]) is None
    assert queries.audit_by_mark(year.session, "g" * 16) is None
