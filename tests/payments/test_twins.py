"""A line is known again in another form of file and after other columns; what nobody can tell is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.kit.money import EUR
from grants.payments.models import Format
from grants.payments.rules.statements import ReadLine
from grants.payments.rules.twins import Fresh, Known, Marked, marks_of, sort_out
from tests.payments.test_matching_rules import DAY, read

CAMT, MT940, CSV = Format.CAMT, Format.MT940, Format.CSV
JAN = ReadLine(DAY, EUR("10"), "NL91", "J. de Vries", "Bijdrage maart", "E1", "B1")
BARE = ReadLine(DAY, EUR("10"))


def marked(line: ReadLine) -> Marked:
    counter = f"digest of {line.iban}" if line.iban else None
    return Marked(line, marks_of(line, counter), counter)


def known(line: ReadLine, form: Format) -> Known:
    one = marked(line)
    more = (line.end_to_end, line.name, line.words)
    return Known(line.on, line.amount, one.marks, form, one.counter, *more)


def told(
    lines: list[ReadLine], stand: list[ReadLine], form: Format, before: Format = CSV
) -> tuple[int, int]:
    """How many are new, and of how many it is asked."""
    found = sort_out([marked(one) for one in lines], [known(one, before) for one in stand], form)
    return len(found.fresh), len(found.doubts)


NEW, ASKED, STANDS = (1, 0), (0, 1), (0, 0)


def test_what_is_new_is_told_whole() -> None:
    line = read("-5", "Thee")

    found = sort_out([marked(line)], [], CAMT)

    assert found.fresh == [Fresh(0, line, marks_of(line, None), 1)]


def test_of_another_form_as_many_are_known_as_there_were() -> None:
    stand = [Known(DAY, read().amount, marks_of(read(words="x"), None), MT940)] * 2

    found = sort_out([marked(read())] * 3, stand, CAMT)

    assert [one.place for one in found.fresh] == [2]


def test_nobody_on_the_other_side_is_nobody_in_every_form() -> None:
    assert marks_of(read(), None) == marks_of(read(), "")


def test_words_are_the_same_however_they_are_spaced() -> None:
    assert marks_of(read(words="Koffie huis"), "d") == marks_of(read(words="koffiehuis"), "d")
    assert marks_of(read(words="Koffie"), "d").fine != marks_of(read(words="Thee"), "d").fine
    assert marks_of(read(words="Koffie"), "d").coarse == marks_of(read(words="Thee"), "d").coarse


@pytest.mark.parametrize("more", [{"end_to_end": "E1"}, {"bank_reference": "7"}])
def test_ids_make_another_line_in_the_same_form_alone(more: dict[str, str]) -> None:
    plain, other = ReadLine(DAY, EUR("-5")), ReadLine(DAY, EUR("-5"), **more)  # type: ignore[arg-type]

    assert marks_of(plain, None).fine != marks_of(other, None).fine
    assert marks_of(plain, None).coarse == marks_of(other, None).coarse


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (replace(JAN, words=""), JAN),
        (JAN, replace(JAN, iban="", bank_reference="")),
        (replace(JAN, iban="", end_to_end="", words="bijdrage MAART"), JAN),
        (replace(BARE, name="J DE VRIES"), replace(JAN, iban="", end_to_end="")),
        (replace(BARE, words="SEPA NL91 J. de Vries Bijdrage maart"), JAN),
    ],
    ids=["words", "side", "bare", "name", "part"],
)
def test_a_line_is_known_after_the_columns_were_put_right(before: ReadLine, now: ReadLine) -> None:
    assert told([now], [before], CSV) == STANDS


def test_a_line_of_camt_is_known_in_a_csv_that_does_not_say_from_whom() -> None:
    bare = replace(JAN, iban="", end_to_end="", bank_reference="")

    assert told([bare], [JAN], CSV, CAMT) == STANDS
    assert told([JAN], [bare], CAMT, CSV) == STANDS


def test_words_of_another_form_do_not_make_another_line_where_the_other_side_is_the_same() -> None:
    other = replace(JAN, words="Iets heel anders", end_to_end="29-07-2026 10:05")

    assert told([other], [JAN], MT940, CAMT) == STANDS
    assert told([replace(other, iban="")], [replace(JAN, iban="")], MT940, CAMT) == ASKED


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (BARE, ASKED),
        (replace(BARE, name="Piet"), ASKED),
        (replace(BARE, name="J. de Vries", words="Iets anders"), ASKED),
        (replace(JAN, iban="NL22"), ASKED),
        (replace(JAN, words="Een tweede keer"), ASKED),
        (replace(JAN, iban="NL22", end_to_end="E2", name="Piet", words="Anders"), NEW),
    ],
    ids=["nothing", "other-name", "half", "side", "words", "all-other"],
)
def test_what_nobody_can_tell_is_asked_and_never_doubled(
    now: ReadLine, answer: tuple[int, int]
) -> None:
    assert told([now], [JAN], CSV) == answer


def test_a_bank_that_names_another_side_means_another_payment() -> None:
    assert told([replace(JAN, iban="NL22")], [JAN], CAMT, CAMT) == NEW
    assert told([replace(JAN, end_to_end="E2")], [JAN], CAMT, CAMT) == NEW


def test_where_a_day_is_repeated_word_for_word_what_differs_is_another_payment() -> None:
    second = replace(JAN, words="Een tweede keer")
    coffee = ReadLine(DAY, EUR("-3"), words="Koffie")

    assert told([coffee, second], [coffee, JAN], CSV) == NEW
    assert told([coffee, second], [coffee, JAN], CSV, CAMT) == (0, 0)


def test_another_day_or_amount_is_never_the_same() -> None:
    assert told([replace(JAN, amount=EUR("11"))], [JAN], CSV) == NEW


def test_two_equal_payments_in_one_file_stay_two_in_every_form() -> None:
    assert told([JAN, JAN], [], CSV) == (2, 0)
    assert told([JAN, JAN], [JAN], CSV) == NEW
    assert told([JAN, JAN], [JAN], CSV, CAMT) == NEW
    assert told([JAN, JAN], [JAN, JAN], CSV, CAMT) == STANDS


def test_who_says_what_stands_here_says_it_of_each_line() -> None:
    lines = [marked(replace(BARE, name=name)) for name in ("Piet", "Kees", "Bea")]
    stand = [known(JAN, CSV), known(replace(JAN, words="Tweede", end_to_end="E2"), CSV)]
    asked = sort_out(lines, stand, CSV)
    assert ([one.place for one in asked.doubts], asked.fresh) == ([0, 1, 2], [])
    assert asked.doubts[0].known == (stand[0],)

    def new(*ticked: int) -> list[int]:
        said = {place: place in ticked for place in range(3)}
        return [one.place for one in sort_out(lines, stand, CSV, said).fresh]

    assert new(1) == [0, 2]
    assert new() == [0, 1, 2]
    # No more of them stand here than do.
    assert new(0, 1, 2) == [2]


def test_what_became_doubtful_after_somebody_was_asked_is_asked_too() -> None:
    lines = [marked(replace(BARE, name=name)) for name in ("Piet", "Kees")]
    stand = [known(JAN, CSV), known(replace(JAN, words="Tweede", end_to_end="E2"), CSV)]

    found = sort_out(lines, stand, CSV, {0: True})

    assert ([one.place for one in found.doubts], found.fresh) == ([1], [])


def paid(amount: str, words: str = "", on: date = DAY) -> ReadLine:
    return ReadLine(on, EUR(amount), words=words)


PARTS = [paid("-60", "bon 1"), paid("-50", "bon 2"), paid("-25", "bon 3")]


def test_a_batch_that_another_form_tells_in_parts_is_asked_about() -> None:
    coffee = paid("-3", "koffie")

    assert told([paid("-135", "batch"), coffee], [*PARTS, coffee], CSV, CAMT) == ASKED
    assert told([*PARTS, coffee], [paid("-135", "batch"), coffee], CAMT, CSV) == (0, 3)
    found = sort_out([marked(paid("-135"))], [known(one, CAMT) for one in PARTS], CSV)
    assert len(found.doubts[0].known) == 3
    again = sort_out([marked(paid("-135"))], [known(one, CAMT) for one in PARTS], CSV, {0: True})
    assert (again.fresh, again.doubts) == ([], [])


def test_another_sum_day_way_or_the_same_form_is_no_batch() -> None:
    for line in (paid("-136"), paid("135"), paid("-135", on=DAY + timedelta(1))):
        assert told([line], PARTS, CSV, CAMT) == NEW
    assert told([paid("-135")], PARTS, CAMT, CAMT) == NEW


def test_of_very_many_on_one_day_what_is_not_compared_is_asked() -> None:
    stand = [known(replace(JAN, iban=f"NL{no}", name="", words=f"Post {no}"), CAMT)
             for no in range(60)]  # fmt: skip

    found = sort_out([marked(replace(BARE, words="Iets anders", iban="DE1"))], stand, CAMT)

    assert (len(found.fresh), len(found.doubts)) == (0, 1)


FACETS = st.builds(
    ReadLine,
    st.just(DAY),
    st.sampled_from([EUR("1"), EUR("2")]),
    st.sampled_from(["", "NL1", "NL2"]),
    st.sampled_from(["", "Jan", "Piet"]),
    st.sampled_from(["", "bijdrage", "bijdrage maart", "contributie"]),
    st.sampled_from(["", "E1", "E2"]),
)


@given(
    st.lists(FACETS, max_size=6), st.lists(FACETS, max_size=6), st.sampled_from([CAMT, MT940, CSV])
)
@settings(max_examples=150, deadline=None)
def test_every_line_is_new_or_asked_or_stands_and_none_stands_twice(
    lines: list[ReadLine], stand: list[ReadLine], before: Format
) -> None:
    theirs = [known(one, before) for one in stand]
    found = sort_out([marked(one) for one in lines], theirs, CSV)
    answered = sort_out([marked(one) for one in lines], theirs, CSV, dict.fromkeys(range(6), True))

    of_stand = len(lines) - len(found.fresh) - len(found.doubts)
    assert 0 <= of_stand <= len(stand)
    # Whoever says of all that they stand here leaves no more money out than stands here.
    kept = sum(one.line.amount.minor for one in answered.fresh)
    assert sum(one.amount.minor for one in lines) - kept <= sum(one.amount.minor for one in stand)
    assert not {one.place for one in found.fresh} & {one.place for one in found.doubts}
    if lines == stand:
        assert (found.fresh, found.doubts) == ([], [])
