"""What a line of a bank is proposed to pay: sure, likely, or nothing; and files read over again."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.kit.errors import Invalid
from grants.kit.money import EUR, Money, total
from grants.payments.models import Format, Reason
from grants.payments.rules.columns import Columns
from grants.payments.rules.matching import (
    Expected,
    ExpectedKind,
    LineFacts,
    Proposal,
    Sure,
    choices,
    propose,
    references_in,
)
from grants.payments.rules.statements import (
    Hole,
    ReadLine,
    ReadStatement,
    Span,
    check_sums,
    holes,
    is_same_account,
)
from grants.payments.rules.twins import Known, Marked, Marks, marks_of, sort_out

DAY = date(2026, 3, 3)
GROUP, PLAN = UUID(int=1), UUID(int=2)
IBAN = "NL02ABNA0123456789"
K = ExpectedKind


def line(no: int, amount: str, words: str = "", **more: object) -> LineFacts:
    return LineFacts(UUID(int=1000 + no), DAY, EUR(amount), words, **more)  # type: ignore[arg-type]


def thing(no: int, amount: str, kind: K = K.EXPENSE, **more: object) -> Expected:
    usual: dict[str, object] = {"on": DAY}
    return Expected(kind, UUID(int=no), GROUP, PLAN, EUR(amount), **usual | more)  # type: ignore[arg-type]


def told(found: list[Proposal]) -> list[tuple[int, int, Sure]]:
    return [(len(one.lines), len(one.things), one.sure) for one in found]


@pytest.mark.parametrize(
    "words",
    [
        "T-2026-0042",
        "toekenning t2026 0042 deel 1",
        "T 2026 0042",
        "kenmerk T.2026.0042.",
        "T-2026- 0042",
    ],
)
def test_a_reference_is_known_however_it_was_typed(words: str) -> None:
    assert references_in(words) == ["T-2026-0042"]


@pytest.mark.parametrize("words", ["ET-2026-0042", "T-2026-004", "T-1999-0042", "T-2026-00421234"])
def test_what_only_looks_like_it_is_no_reference(words: str) -> None:
    assert references_in(words) == []


def test_reference_and_amount_are_sure() -> None:
    award = thing(1, "240", K.INSTALMENT, references=("T-2026-0001",), part=True)

    found = propose([line(1, "240", "T-2026-0001")], [award, thing(2, "240", K.ARRIVAL)])

    assert [one.things for one in found] == [(award,)]
    assert told(found) == [(1, 1, Sure.SURE)]


def test_the_id_that_the_bank_got_is_sure_for_one_and_for_the_whole_run() -> None:
    run = [thing(no, "-25", K.PAYMENT, ids=(f"E{no}", "R-1")) for no in (1, 2, 3)]

    each = propose([line(no, "-25", end_to_end=f"E{no}") for no in (1, 2, 3)], run)
    whole = propose([line(1, "-75", end_to_end="R-1")], run)

    assert told(each) == [(1, 1, Sure.SURE)] * 3
    assert told(whole) == [(1, 3, Sure.SURE)]


def test_an_id_with_another_amount_or_the_other_way_is_not() -> None:
    run = [thing(1, "-25", K.PAYMENT, ids=("E1",))]

    assert propose([line(1, "-24", end_to_end="E1"), line(2, "25", end_to_end="E1")], run) == []


def test_one_line_pays_several_that_it_names() -> None:
    bills = [thing(no, "-20", references=(f"B-2026-000{no}",)) for no in (1, 2)]

    found = propose([line(1, "-40", "B-2026-0001 en B-2026-0002")], bills)

    assert told(found) == [(1, 2, Sure.SURE)]


def test_several_lines_that_name_one_thing_pay_it_together() -> None:
    bill = thing(1, "-50", references=("B-2026-0001",))

    found = propose([line(1, "-20", "B-2026-0001"), line(2, "-30", "B-2026-0001")], [bill])

    assert told(found) == [(2, 1, Sure.SURE)]


def test_of_two_alike_under_one_reference_the_first_due_is_paid() -> None:
    late = thing(1, "100", K.INSTALMENT, references=("T-2026-0001",), on=DAY + timedelta(30))
    soon = thing(2, "100", K.INSTALMENT, references=("T-2026-0001",))

    found = propose([line(1, "100", "T-2026-0001")], [late, soon])

    assert found[0].things == (soon,)


def test_less_than_a_part_of_an_award_is_likely() -> None:
    award = thing(1, "240", K.INSTALMENT, references=("T-2026-0001",), part=True)

    assert told(propose([line(1, "100", "T-2026-0001")], [award])) == [(1, 1, Sure.LIKELY)]
    assert propose([line(1, "300", "T-2026-0001")], [award]) == []


def test_amount_and_other_side_are_likely_and_the_nearest_day_wins() -> None:
    far = thing(1, "-25", digests=("x",), on=DAY - timedelta(20))
    near = thing(2, "-25", digests=("x",), on=DAY - timedelta(1))

    found = propose([line(1, "-25", digest="x")], [far, near])

    assert (found[0].things, found[0].sure) == ((near,), Sure.LIKELY)


def test_another_side_is_no_match() -> None:
    assert propose([line(1, "-25", digest="y")], [thing(1, "-25", digests=("x",))]) == []


def test_the_only_one_of_its_amount_is_likely_and_of_two_neither() -> None:
    one, two = thing(1, "-25"), thing(2, "-25")

    assert told(propose([line(1, "-25")], [one])) == [(1, 1, Sure.LIKELY)]
    assert propose([line(1, "-25")], [one, two]) == []
    assert propose([line(1, "-25"), line(2, "-25")], [one]) == []
    assert propose([line(1, "-25")], [thing(1, "-25", on=DAY - timedelta(200))]) == []


def test_costs_of_the_bank_are_the_holders_and_never_a_groups() -> None:
    costs = line(1, "-12.50", "Kosten betaalpakket maart")

    assert propose([costs], [])[0].reason is Reason.BANK_COSTS
    assert propose([costs], [], own=True) == []
    assert propose([costs], [])[0].key.endswith("bank-costs")


def test_choices_begin_with_what_is_nearest_and_leave_out_the_other_way() -> None:
    named = thing(1, "-20", references=("B-2026-0001",))
    same = thing(2, "-25")
    other = thing(3, "-99")

    found = choices(line(1, "-25", "B-2026-0001"), [other, same, named, thing(4, "25")])

    assert found == [named, same, other]
    assert choices(line(1, "-25"), [other]) == []
    back = thing(9, "-25", K.RETURN, organisation_id=UUID(int=7))
    assert back.key.endswith(str(UUID(int=7)))


AMOUNTS = st.sampled_from([-3000, -2500, -1000, 1000, 2500, 24000])
REFS = st.sampled_from(["", "T-2026-0001", "B-2026-0001", "B-2026-0002", "P-2026-0001"])
DIGESTS = st.sampled_from([None, "x", "y"])
DAYS = st.integers(-150, 150).map(lambda days: DAY + timedelta(days))
LINES = st.lists(
    st.tuples(AMOUNTS, REFS, DIGESTS, DAYS, st.sampled_from(["", "E1", "R1"])), max_size=12
)
THINGS = st.lists(
    st.tuples(AMOUNTS, REFS, DIGESTS, DAYS, st.sampled_from(["", "E1", "R1"]), st.booleans()),
    max_size=12,
)


@given(LINES, THINGS)
@settings(max_examples=120, deadline=None)
def test_each_line_and_each_thing_at_most_once_and_sums_are_kept(
    lines: list[tuple[int, str, str | None, date, str]],
    things: list[tuple[int, str, str | None, date, str, bool]],
) -> None:
    facts = [
        LineFacts(UUID(int=1000 + no), on, Money(minor), ref, end, digest)
        for no, (minor, ref, digest, on, end) in enumerate(lines)
    ]
    expected = [
        Expected(
            K.INSTALMENT if part else K.EXPENSE, UUID(int=no), GROUP, PLAN, Money(minor), on,
            references=(ref,) if ref else (), ids=(end,) if end else (),
            digests=(digest,) if digest else (), part=part,
        )
        for no, (minor, ref, digest, on, end, part) in enumerate(things)
    ]  # fmt: skip

    found = propose(facts, expected)

    assert max(Counter(ln.id for one in found for ln in one.lines).values(), default=1) == 1
    assert max(Counter(each.key for one in found for each in one.things).values(), default=1) == 1
    for one in found:
        came, due = total(ln.amount for ln in one.lines), total(e.amount for e in one.things)
        assert came == due or (one.things[0].part and abs(came.minor) < abs(due.minor))
    assert found == propose(facts, expected)


# ---- Files that overlap --------------------------------------------------------------------------


def read(amount: str = "-5", words: str = "Koffie", on: date = DAY) -> ReadLine:
    return ReadLine(on, EUR(amount), words=words)


def new_of(
    lines: list[ReadLine], known: list[Known], form: Format = Format.CAMT
) -> list[tuple[int, int]]:
    marked = [Marked(one, marks_of(one, None)) for one in lines]
    found = sort_out(marked, known, form)
    assert found.doubts == []
    return [(one.place, one.nth) for one in found.fresh]


def known_of(lines: list[ReadLine], form: Format = Format.CAMT) -> list[Known]:
    return [Known(one.on, one.amount, marks_of(one, None), form) for one in lines]


def test_two_equal_lines_on_a_day_are_two() -> None:
    assert new_of([read(), read()], []) == [(0, 1), (1, 2)]


def test_of_two_in_a_file_and_one_known_one_is_new() -> None:
    assert new_of([read(), read()], known_of([read()])) == [(1, 2)]
    assert new_of([read(), read()], known_of([read(), read()])) == []


def test_another_form_of_file_knows_it_by_day_and_amount() -> None:
    known = known_of([read(words="KOFFIE HUIS")], Format.MT940)

    assert new_of([read(), read()], known) == [(1, 1)]
    assert new_of([read(on=DAY + timedelta(1))], known) == [(0, 1)]


def test_spaces_and_capitals_do_not_make_another_line() -> None:
    assert marks_of(read(words="Koffie huis"), "d") == marks_of(read(words="KOFFIE  HUIS"), "d")
    assert marks_of(read(), "d") != marks_of(read(), "e")
    assert isinstance(marks_of(read(), None), Marks)


@given(st.lists(st.sampled_from(["-5", "-6"]), max_size=6), st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_reading_in_two_overlapping_parts_is_reading_once(amounts: list[str], cut: int) -> None:
    lines = [read(amount) for amount in amounts]
    first = lines[:cut]

    again = new_of(lines, known_of(first))

    assert len(again) == len(lines) - len(first)


def statement(opening: str | None, closing: str | None, *amounts: str) -> ReadStatement:
    first, last = (None if one is None else EUR(one) for one in (opening, closing))
    return ReadStatement(IBAN, "1", DAY, DAY, first, last, tuple(read(one) for one in amounts))


def test_opening_and_lines_are_the_closing() -> None:
    check_sums(statement("10", "3", "-5", "-2"))
    check_sums(statement(None, None, "-5"))
    with pytest.raises(Invalid, match="does-not-add-up") as refused:
        check_sums(statement("10", "4", "-5"))
    assert refused.value.facts["off"] == EUR("-1")


def span(day: int, opening: str | None, closing: str | None) -> Span:
    on = DAY + timedelta(day)
    return Span(on, on, *(None if one is None else EUR(one) for one in (opening, closing)))


def test_a_missing_statement_is_named() -> None:
    told_ones = [span(2, "7", "9"), span(0, "0", "5"), span(1, None, None)]

    assert holes(told_ones) == [Hole(DAY, DAY + timedelta(2), EUR("5"), EUR("7"))]
    assert holes([span(0, "0", "5"), span(1, "5", "6")]) == []


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (IBAN, True),
        ("NL02 ABNA 0123 4567 89", True),
        (IBAN + "EUR", True),
        ("123456789", True),
        ("123456789EUR", True),
        ("ABNANL2A/0123456789", True),
        ("", True),
        ("NL91ABNA0417164300", False),
        ("417164300", False),
        ("TRIODOSBANK/0390123456", False),
    ],
)
def test_an_account_is_known_however_its_bank_writes_it(written: str, same: bool) -> None:
    assert is_same_account(written, IBAN) is same


def test_columns_are_kept_as_text_and_come_back() -> None:
    import json  # noqa: PLC0415

    columns = Columns(0, 3, words=(1, 2), came=4)

    assert Columns.of(json.loads(columns.text)) == columns


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"day": -1}, {"day_shape": "dd"}, {"decimal": "'"}, {"delimiter": "|"},
     {"encoding": "rot13"}, {"iban": -2}],
)  # fmt: skip
def test_columns_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="columns-clash"):
        Columns(**{"day": 0, "amount": 1, **wrong})  # type: ignore[arg-type]
