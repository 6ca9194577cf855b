"""The faults by number, and the test of each: none is only a sentence."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

TABLE = {
    1: "faults/test_kills.py::test_01_what_a_killed_process_confirmed_is_there_and_balances",
    2: (
        "faults/test_kills.py::"
        "test_02_killed_after_the_commit_the_same_form_gives_the_answer_that_was_lost"
    ),
    3: "core/test_onces.py::test_a_form_that_is_sent_many_times_at_once_does_its_work_once",
    4: "core/test_onces.py::test_the_same_form_with_other_words_is_refused",
    5: (
        "faults/test_money_in.py::"
        "test_05_an_event_twice_and_ten_at_once_is_one_event_and_one_booking"
    ),
    6: "payments/test_event_orders.py::test_every_order_and_every_doubling_ends_in_the_same_book",
    7: (
        "faults/test_money_in.py::"
        "test_07_three_days_late_it_is_booked_and_what_is_never_told_a_person_books"
    ),
    8: "faults/test_money_in.py::test_08_what_is_of_others_books_nothing_and_is_shown",
    9: (
        "faults/test_money_in.py::"
        "test_09_no_answer_after_it_took_the_money_is_asked_again_under_the_same_key"
    ),
    10: "faults/test_money_in.py::test_10_a_stored_500_is_no_answer_and_is_asked_after",
    11: (
        "faults/test_money_in.py::"
        "test_11_a_debit_that_goes_back_after_eight_weeks_is_mirrored_and_told"
    ),
    12: "faults/test_kills.py::test_12_a_disk_that_fills_up_in_a_commit_loses_nothing",
    13: "faults/test_kills.py::test_13_a_disk_that_fills_up_under_a_receipt_leaves_no_row_and_no_file",
    14: (
        "faults/test_busy.py::"
        "test_14_a_database_that_stays_locked_is_a_kind_page_that_keeps_the_form"
    ),
    15: "spending/test_race.py::test_the_last_ten_euro_in_the_bank_are_paid_ten_times",
    16: "faults/test_busy.py::test_16_two_treasurers_say_yes_at_once_and_one_yes_counts",
    17: ("faults/test_busy.py::test_17_whose_membership_ended_while_the_page_was_open_is_refused"),
    18: (
        "faults/test_busy.py::"
        "test_18_a_reader_that_stays_keeps_no_writer_waiting_and_the_log_stays_small"
    ),
    21: (
        "faults/test_time.py::"
        "test_21_order_comes_from_numbers_when_the_clock_goes_back_and_a_year_forward"
    ),
    22: "faults/test_time.py::test_22_a_day_of_25_or_23_hours_is_one_day",
    23: "allowances/test_caps.py::test_half_an_hour_before_the_new_year_in_utc_is_the_new_year_here",
    24: (
        "faults/test_time.py::"
        "test_24_hours_of_december_that_are_paid_late_count_in_the_year_of_payment"
    ),
    25: "faults/test_time.py::test_25_cents_are_split_whole_fair_and_the_same_every_time",
    27: ("backups/test_backup.py::test_a_backup_restores_on_an_empty_place_is_the_same_and_serves"),
    28: "backups/test_backup.py::test_28_an_old_backup_names_what_was_booked_after_it",
    31: (
        "checks/test_looks.py::"
        "test_a_book_a_hundred_times_as_long_costs_no_more_memory_or_statements"
    ),
    40: (
        "faults/test_bytes.py::"
        "test_40_a_flipped_byte_of_a_posting_on_the_disk_is_named_by_book_and_number"
    ),
}

# What the stand-in does wrong on order; each test looks at the book afterwards.
STAND_IN = {
    "slow": "test_09_no_answer_after_it_took_the_money_is_asked_again_under_the_same_key",
    "took the money, payer lost": (
        "test_09_the_money_was_taken_and_neither_the_payer_nor_an_event_came_back"
    ),
    "made the page, answer lost": "test_09_a_page_whose_answer_was_lost_is_the_page_that_is_paid",
    "sent it back, answer lost": ("test_09_a_refund_that_was_done_without_an_answer_is_done_once"),
    "stored 500 of a page": "test_10_a_stored_500_is_no_answer_and_is_asked_after",
    "stored 500 of a refund": (
        "test_10_a_refund_with_a_stored_500_is_asked_after_and_waits_for_a_person"
    ),
    "never told": "test_07_three_days_late_it_is_booked_and_what_is_never_told_a_person_books",
    "72 hours late": "test_07_three_days_late_it_is_booked_and_what_is_never_told_a_person_books",
    "twice": "test_05_an_event_twice_and_ten_at_once_is_one_event_and_one_booking",
    "the same ten times at once": (
        "test_05_an_event_twice_and_ten_at_once_is_one_event_and_one_booking"
    ),
    "ten others at once": (
        "test_05_ten_events_at_once_and_two_workers_at_once_book_each_payment_once"
    ),
    "any order": ("test_06_told_backwards_and_double_the_book_is_as_when_it_was_told_in_turn"),
}


@cache
def names_in(path: Path) -> set[str]:
    return {
        one.name
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.FunctionDef)
    }


@pytest.mark.parametrize("number", TABLE)
def test_each_fault_has_its_test(number: int) -> None:
    file, _, name = TABLE[number].partition("::")

    assert name in names_in(TESTS / file)


@pytest.mark.parametrize("fault", STAND_IN)
def test_each_fault_of_the_stand_in_has_its_test_of_the_book(fault: str) -> None:
    path = TESTS / "faults" / "test_money_in.py"
    tests = {one.name: one for one in ast.parse(path.read_text()).body if hasattr(one, "name")}

    looks_at = {
        one.attr for one in ast.walk(tests[STAND_IN[fault]]) if isinstance(one, ast.Attribute)
    }

    assert looks_at & {"held", "book"}


def test_a_number_in_a_name_is_in_the_table() -> None:
    named = {
        int(name[5:7])
        for path in (TESTS / "faults").glob("test_*.py")
        for name in names_in(path)
        if name[5:7].isdigit()
    }

    assert named <= set(TABLE)
