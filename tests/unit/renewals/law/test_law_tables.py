"""A table with an overlap, a gap or an unknown word refuses to load and names the row."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.rows import LawTableError
from services.renewals.domain.tables import load_law, read_documents, read_law

SOUND = read_documents()


def documents() -> dict[str, Any]:
    return copy.deepcopy(SOUND)


def row(changed: dict[str, Any], row_id: str, table: str = "reissue_rules", rows: str = "rules", key: str = "id"):
    return next(entry for entry in changed[table][rows] if entry[key] == row_id)


def refused(changed: dict[str, Any], *names: str, settings: LawSettings | None = None) -> str:
    with pytest.raises(LawTableError) as refusal:
        read_law(changed, settings or LawSettings())
    for name in names:
        assert name in str(refusal.value)
    return str(refusal.value)


def test_the_packaged_tables_are_sound():
    assert len(load_law().rules) == 52
    assert load_law() is load_law()


@pytest.mark.parametrize("row_id", [rule["id"] for rule in SOUND["reissue_rules"]["rules"]])
@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("outcome", "a_medal", "unknown outcome 'a_medal'"),
        ("outcome", None, "outcome must be a text"),
        ("kind", "rumour", "unknown kind 'rumour'"),
        ("procedure", "holiday", "unknown procedure"),
        ("regime", "1998", "unknown regime"),
        ("condition", {}, "condition is empty"),
        ("condition", {"moon": "full"}, "unknown condition 'moon'"),
        ("condition", {"card": "eaten"}, "condition card cannot be 'eaten'"),
        ("priority", "soon", "priority must be a whole number"),
        ("legal_basis", " ", "legal_basis must be a text"),
        ("confidence", "X", "unknown confidence"),
        ("effective_from", "2025-02-30", "effective_from must be a date"),
        ("effective_from", None, "effective_from must be a date"),
        ("effective_to", "2001-01-01", "before it begins"),
    ],
)
def test_an_unsound_row_is_named(row_id: str, field: str, value: object, word: str):
    changed = documents()
    row(changed, row_id)[field] = value
    assert word in refused(changed, "reissue_rules.json", row_id)


@pytest.mark.parametrize(
    "row_id",
    [
        rule["id"]
        for rule in SOUND["reissue_rules"]["rules"]
        if rule["kind"] == "eligibility"
        and set(rule["condition"]) <= {"card", "validity", "in_records", "case_state"}
        and rule["condition"]["card"] != "damaged"
    ],
)
class TestEligibilityRows:
    def test_taken_out_leaves_a_gap(self, row_id: str):
        changed = documents()
        rules = changed["reissue_rules"]["rules"]
        rules.remove(row(changed, row_id))
        assert "gap" in refused(changed, "reissue_rules.json")

    def test_twice_is_an_overlap(self, row_id: str):
        changed = documents()
        twin = {**row(changed, row_id), "id": f"{row_id}-TWIN"}
        changed["reissue_rules"]["rules"].append(twin)
        assert "overlap" in refused(changed, row_id, f"{row_id}-TWIN")

    def test_begun_a_day_late_leaves_a_gap(self, row_id: str):
        changed = documents()
        entry = row(changed, row_id)
        entry["effective_from"] = (date.fromisoformat(entry["effective_from"]).replace(day=2)).isoformat()
        assert "gap" in refused(changed, row_id)


def test_a_threshold_moved_by_a_month_leaves_a_gap_or_an_overlap():
    changed = documents()
    row(changed, "OLD-LOST-EXP-LT3M")["condition"]["validity"]["expired_for_less_than"] = {"months": 2}
    assert "gap" in refused(changed, "OLD-LOST-EXP-LT3M")
    changed = documents()
    row(changed, "OLD-LOST-EXP-LT3M")["condition"]["validity"]["expired_for_less_than"] = {"months": 4}
    assert "overlap" in refused(changed, "OLD-LOST-EXP-LT3M", "OLD-LOST-EXP-3M-1Y")


def test_thirty_days_are_not_a_month():
    changed = documents()
    row(changed, "NEW26-LOST-EXP-LT30D")["condition"]["validity"]["expired_for_less_than"] = {"months": 1}
    refused(changed, "NEW26-LOST-EXP")


@pytest.mark.parametrize(
    "validity",
    [
        {"state": "mouldy"},
        {"state": "valid_or_unlimited", "expired_for_less_than": {"days": 3}},
        {"state": "expired", "expired_for_less_than": {"weeks": 3}},
        {"state": "expired", "expired_for_less_than": {"days": "3"}},
        {"state": "expired", "expired_for_less_than": {"days": 3, "months": 1}},
        {"state": "expired", "since": {"days": 3}},
        "expired",
    ],
)
def test_a_validity_that_means_nothing(validity: object):
    changed = documents()
    row(changed, "NEW-LOST-VALID")["condition"]["validity"] = validity
    refused(changed, "NEW-LOST-VALID", "condition validity cannot be")


@pytest.mark.parametrize("row_id", ["NEW-XCH-DAMAGED", "NEW-XCH-DATA-CHANGE", "NEW-XCH-EXP-LT1M-FORCE-MAJEURE"])
def test_a_special_row_twice_is_an_overlap(row_id: str):
    changed = documents()
    changed["reissue_rules"]["rules"].append({**row(changed, row_id), "id": "TWIN"})
    assert "overlap" in refused(changed, row_id, "TWIN")


def test_a_rule_stays_in_its_regime():
    changed = documents()
    row(changed, "OLD-BLOCK-HELD")["effective_to"] = None
    refused(changed, "OLD-BLOCK-HELD", "old regime must end")
    changed = documents()
    row(changed, "NEW-REVOKED")["effective_from"] = "2024-12-31"
    refused(changed, "NEW-REVOKED", "cannot begin before")


def test_an_id_twice_is_refused():
    changed = documents()
    changed["reissue_rules"]["rules"].append(row(changed, "NEW-REVOKED"))
    refused(changed, "NEW-REVOKED", "is there twice")


def test_switching_a_row_that_is_not_there_is_refused():
    refused(documents(), "NEW-TYPO", settings=LawSettings(rows_off=frozenset({"NEW-TYPO"})))


def test_switching_off_a_threshold_leaves_a_gap():
    refused(documents(), "gap", settings=LawSettings(rows_off=frozenset({"NEW26-LOST-EXP-LT30D"})))


@pytest.mark.parametrize("name", ["rules", "fees", "procedures", "days", "conversions", "classes", "findings"])
def test_an_empty_table_is_refused(name: str):
    changed = documents()
    table = next(table for table in changed.values() if name in table)
    table[name] = []
    refused(changed, f"{name} must be a list that is not empty")


def test_a_row_without_a_name_is_refused_by_its_place():
    changed = documents()
    del changed["fees"]["fees"][3]["id"]
    refused(changed, "fees.json", "entry 3 of fees has no id")


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("amount_vnd", -1, "amount_vnd must be a whole number"),
        ("amount_vnd", True, "amount_vnd must be a whole number"),
        ("channel", "pigeon", "unknown channel"),
        ("conditions", [{"code": "LUCKY", "text_vi": "May mắn"}], "unknown code 'LUCKY'"),
        ("effective_from", "2026-01-02", "gap in the fee"),
        ("effective_from", "2025-12-31", "overlap in the fee"),
        ("effective_to", "2026-06-30", "gap in the fee"),
    ],
)
def test_an_unsound_fee_is_named(field: str, value: object, word: str):
    changed = documents()
    row(changed, "LIC-2026-ONLINE", "fees", "fees")[field] = value
    message = refused(changed, "fees.json", word)
    assert "LIC-2026-ONLINE" in message or "LIC-2023B-ONLINE" in message


def test_a_reduced_fee_twice_is_an_overlap():
    changed = documents()
    twin = {**row(changed, "LIC-2026-DIGITAL-CITIZEN", "fees", "fees"), "id": "TWIN"}
    changed["fees"]["fees"].append(twin)
    refused(changed, "LIC-2026-DIGITAL-CITIZEN", "TWIN", "overlap")


def test_a_procedure_without_a_fee_is_a_gap():
    changed = documents()
    for fee in changed["fees"]["fees"]:
        fee["procedures"] = [code for code in fee["procedures"] if code != "3.000351"]
    refused(changed, "3.000351", "gap")


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("effective_from", "2025-03-02", "gap"),
        ("effective_from", "2025-02-28", "overlap"),
        ("kind", "magic", "unknown kind"),
        ("time_limits", [], "gap in its time limits"),
    ],
)
def test_an_unsound_procedure_is_named(field: str, value: object, word: str):
    changed = documents()
    row(changed, "3.000348", "procedures", "procedures", "code")[field] = value
    refused(changed, "procedures.json", word, "1.002820" if word == "gap" else "3.000348")


@pytest.mark.parametrize("both", [{"working_days": None}, {"wait_months": 2}])
def test_a_limit_is_days_or_months(both: dict[str, object]):
    changed = documents()
    row(changed, "3.000348", "procedures", "procedures", "code")["time_limits"][0] |= both
    refused(changed, "3.000348", "either working_days or wait_months")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"id": "2008:Z"}, "unknown class"),
        ({"options": [{"class": "Z", "restrictions": []}]}, "unknown class 'Z'"),
        ({"options": [{"class": "B", "restrictions": ["R-ODD"]}]}, "unknown restriction"),
        ({"certificates": ["KNITTING"]}, "unknown certificate"),
        ({"holder_chooses": "maybe"}, "must be true or false"),
    ],
)
def test_an_unsound_conversion_is_named(change: dict[str, object], word: str):
    changed = documents()
    row(changed, "2008:B2", "class_conversion", "conversions").update(change)
    refused(changed, "class_conversion.json", word)


def test_a_class_without_conversion_is_a_gap():
    changed = documents()
    changed["class_conversion"]["conversions"] = [
        entry for entry in changed["class_conversion"]["conversions"] if entry["id"] != "2008:FE"
    ]
    refused(changed, "2008:FE", "gap")


def test_a_worked_weekday_makes_no_sense():
    changed = documents()
    changed["holidays_vn"]["days"].append({"date": "2026-11-23", "is_working_day": True})
    refused(changed, "2026-11-23", "weekend")


def test_a_class_without_a_term_is_named():
    changed = documents()
    row(changed, "2024:B", "licence_classes", "classes")["validity"] = {"kind": "for ever"}
    refused(changed, "2024:B", "unknown validity")


def test_a_named_finding_needs_a_basis():
    changed = documents()
    row(changed, "source-silent", "named_findings", "findings", "rule")["legal_basis"] = {"1998": "?"}
    refused(changed, "source-silent", "legal_basis")


@pytest.mark.parametrize(
    ("name", "value"),
    [("owner_notice", "shrug"), ("expired_while_waiting", "pray"), ("part_bound", frozenset({"fine-unpayed"}))],
)
def test_a_reading_that_does_not_exist_is_refused(name: str, value: object):
    refused(documents(), f"setting {name}", settings=LawSettings(**{name: value}))
