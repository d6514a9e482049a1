"""A table that cannot be is refused with the very words that lead to its row."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.rows import LawTableError, Row
from services.renewals.domain.tables import load_law, read_documents, read_law

SOUND = read_documents()


def refusal_of(documents: dict[str, Any]) -> str:
    with pytest.raises(LawTableError) as refusal:
        read_law(documents, LawSettings())
    return str(refusal.value)


def without(row_id: str) -> dict[str, Any]:
    documents = copy.deepcopy(SOUND)
    rules = documents["reissue_rules"]["rules"]
    documents["reissue_rules"]["rules"] = [rule for rule in rules if rule["id"] != row_id]
    return documents


def test_a_gap_in_a_length_of_expiry_is_told_with_its_days_and_an_example() -> None:
    assert refusal_of(without("NEW26-LOST-EXP-30D-1Y")) == (
        "reissue_rules.json, rows NEW-LOST-EXP-LT1Y, NEW26-LOST-EXP-LT30D: gap beside them for reissue "
        "from 2026-07-01, part expired by 30 days (e.g. on 2023-06-15)"
    )


def test_a_gap_of_a_valid_part_is_told_as_such() -> None:
    assert "from 2025-01-01, part valid" in refusal_of(without("NEW-LOST-VALID"))


def test_no_row_at_all_for_a_card_is_told() -> None:
    documents = copy.deepcopy(SOUND)
    documents["reissue_rules"]["rules"] = [
        rule
        for rule in documents["reissue_rules"]["rules"]
        if rule["kind"] != "eligibility" or rule["condition"].get("card") != "lost"
    ]
    assert refusal_of(documents) == "reissue_rules.json: no eligibility row for reissue of a card that is lost"


def test_a_rule_is_found_by_its_id() -> None:
    law = load_law()
    assert [law.rule(rule.id) for rule in law.rules] == list(law.rules)


@pytest.mark.parametrize(
    ("read", "value", "words"),
    [
        ("mapping", ["a"], "key must be an object, is ['a']"),
        ("texts", "a", "key must be a list of texts, is 'a'"),
        ("texts", ["a", 1], "key must be a list of texts, is ['a', 1]"),
        ("rows", {"a": 1}, "key must be a list of objects"),
        ("rows", [{"a": 1}, 2], "key must be a list of objects"),
        ("number", -1, "key must be a whole number, is -1"),
        ("number", True, "key must be a whole number, is True"),
        ("flag", 1, "key must be true or false, is 1"),
        ("day", "2025-02-29", "key must be a date, is '2025-02-29'"),
        ("text", " ", "key must be a text, is ' '"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(read: str, value: object, words: str) -> None:
    with pytest.raises(LawTableError) as refusal:
        getattr(Row("t.json", "R-1", {"key": value}), read)("key")
    assert str(refusal.value) == f"t.json, row R-1: {words}"


def test_what_is_left_out_is_empty_and_what_is_null_is_none() -> None:
    row = Row("t.json", "R-1", {"nothing": None, "zero": 0, "day": "2024-02-29"})
    assert (row.mapping("absent"), row.texts("absent"), row.rows("absent")) == ({}, (), ())
    assert (row.optional_number("nothing"), row.optional_text("nothing"), row.optional_day("nothing")) == (None,) * 3
    assert (row.number("zero"), row.optional_number("zero"), row.day("day")) == (0, 0, date(2024, 2, 29))
