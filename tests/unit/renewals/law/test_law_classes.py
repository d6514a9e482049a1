"""What the classes of 2008 become, what the holder may choose, and how long the new card lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.renewals.domain.conversion import class_term, maximum_age_on
from services.renewals.domain.findings import FindingOutcome, Outcome
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Invalid
from tests.unit.renewals.law.people import car, decide, facts, licence, moto, named, request, rules_of

BECOMES = [
    ("A1", "A", ("A.03",)),
    ("A2", "A", ()),
    ("A3", "B1", ()),
    ("B1-AT", "B", ("B.01",)),
    ("B11", "B", ("B.01",)),
    ("B1", "B", ()),
    ("B2", "B", ()),
    ("C", "C", ()),
    ("D", "D2", ()),
    ("E", "D", ()),
    ("FB2", "BE", ()),
    ("FC", "CE", ()),
    ("FD", "D2E", ()),
    ("FE", "DE", ()),
]
CHOICES = [("B1", "C1"), ("B2", "C1"), ("FB2", "C1E")]


def old(*classes: str):
    untermed = classes[0] in {"A1", "A2", "A3"}
    return moto(*classes, regime="2008") if untermed else car(*classes, regime="2008")


def choosing(reason: str, part, **choice: str):
    return facts(reason, part, request=request(reason, class_choice=choice))


@pytest.mark.parametrize("reason", ["lost", "expiring"])
@pytest.mark.parametrize(("before", "after", "conditions"), BECOMES)
def test_every_old_class_becomes_its_new_one(reason: str, before: str, after: str, conditions: tuple[str, ...]):
    decided = decide(facts(reason, old(before)))
    (part,) = decided.new_parts
    assert (part.regime, part.classes, part.conditions) == ("2024", (after,), conditions)
    told = named(decided, "new-class-conversion")
    assert told.evidence["converted"] == [{"from": f"2008:{before}", "to": f"2024:{after}"}]
    assert [ref.ref for ref in told.legal_basis] == ["Điều 89 khoản 3"]


@pytest.mark.parametrize("before", ["A1", "B2", "E"])
def test_before_2025_classes_stayed(before: str):
    on = date(2024, 12, 31)
    decided = decide(facts("lost", old(before), on=on), on)
    assert decided.new_parts[0].regime == "2008"
    assert decided.new_parts[0].classes == (before,)
    assert "new-class-conversion" not in rules_of(decided)


@pytest.mark.parametrize("key", ["B2", "2008:B2"])
@pytest.mark.parametrize("wish", ["C1", "2024:C1"])
def test_the_holder_names_class_and_wish_with_or_without_regime(key: str, wish: str):
    assert decide(choosing("lost", old("B2"), **{key: wish})).new_parts[0].classes == ("C1",)


@pytest.mark.parametrize(("before", "wish"), CHOICES)
def test_the_holder_chooses_where_the_law_gives_a_choice(before: str, wish: str):
    assert decide(choosing("lost", old(before), **{before: wish})).new_parts[0].classes == (wish,)
    told = named(decide(facts("lost", old(before))), "new-class-conversion")
    assert wish in told.evidence["choices"][0]["options"]
    assert f"hoặc {wish}" in told.explanation.vi


def test_a_lower_class_is_for_an_exchange_only():
    assert decide(choosing("expiring", old("E"), E="D2")).new_parts[0].classes == ("D2",)
    assert decide(choosing("expiring", car("C"), C="B")).new_parts[0].classes == ("B",)
    with pytest.raises(Invalid) as refusal:
        decide(choosing("lost", old("E"), E="D2"))
    assert refusal.value.faults[0].code == "class-choice-not-allowed"


def test_every_wrong_choice_is_named():
    with pytest.raises(Invalid) as refusal:
        decide(choosing("lost", old("B2"), B2="D", C="C1"))
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [
        ("/class_choice/B2", "class-choice-not-allowed"),
        ("/class_choice/C", "unknown-class"),
    ]


def test_an_unrestricted_class_lifts_the_condition_of_the_other():
    assert decide(facts("lost", old("A1", "A2"))).new_parts[0].conditions == ()
    part = decide(facts("lost", car("B1-AT", "B2", regime="2008"))).new_parts[0]
    assert (part.classes, part.conditions) == (("B",), ())


def test_conditions_printed_on_the_card_stay():
    decided = decide(facts("lost", replace(old("A1"), conditions=("A.01",))))
    assert decided.new_parts[0].conditions == ("A.01", "A.03")


def test_several_classes_keep_the_order_of_the_law():
    assert decide(facts("lost", old("E", "C", "B2"))).new_parts[0].classes == ("B", "C", "D")


def test_a_tractor_class_alone_becomes_certificates():
    decided = decide(facts("lost", old("A4")))
    assert decided.outcome is Outcome.REFUSED
    told = named(decided, "class-without-successor")
    assert told.outcome is FindingOutcome.BLOCK
    assert "máy kéo có trọng tải đến 1.000 kg" in told.explanation.vi


def test_a_tractor_class_beside_another_is_told_only():
    decided = decide(facts("lost", old("A4", "B2")))
    assert decided.outcome is Outcome.REISSUE_NOW
    assert decided.new_parts[0].classes == ("B",)
    assert named(decided, "class-without-successor").outcome is FindingOutcome.INFO


@pytest.mark.parametrize(
    ("reason", "part", "expires"),
    [
        ("lost", car("B"), date(2030, 1, 1)),
        ("lost", old("B2"), date(2030, 1, 1)),
        ("expiring", car("B"), date(2036, 11, 21)),
        ("expiring", old("B2"), date(2036, 11, 21)),
        ("expiring", old("C"), date(2031, 11, 21)),
        ("expiring", old("B2", "C"), date(2031, 11, 21)),
        ("damaged", car("D1"), date(2031, 11, 21)),
        ("lost", car("B", expires_on=date(2026, 11, 21)), date(2026, 11, 21)),
        ("lost", car("B", expires_on=date(2026, 11, 20)), date(2036, 11, 21)),
        ("lost", moto(), None),
        ("expiring", moto(), None),
    ],
)
def test_how_long_the_new_card_lasts(reason: str, part, expires: date | None):
    assert decide(facts(reason, part)).new_parts[0].expires_on == expires


@pytest.mark.parametrize(("reason", "expires"), [("lost", date(2030, 1, 1)), ("expiring", date(2034, 6, 3))])
def test_under_the_old_law_a_reissue_kept_the_term_and_an_exchange_began_one(reason: str, expires: date):
    on = date(2024, 6, 3)
    assert decide(facts(reason, old("B2"), on=on), on).new_parts[0].expires_on == expires


def test_a_reissue_may_be_set_to_start_a_new_term():
    assert decide(facts(), reissue_starts_new_term=True).new_parts[0].expires_on == date(2036, 11, 21)


def test_the_term_counts_from_the_day_of_issue():
    decided = decide(facts("expiring", as_of=date(2026, 11, 27)))
    assert decided.new_parts[0].expires_on == date(2036, 11, 27)


@pytest.mark.parametrize(
    ("sex", "born", "reason", "expires"),
    [
        ("male", date(1972, 11, 22), "expiring", date(2029, 11, 22)),
        ("male", date(1972, 11, 22), "lost", date(2029, 11, 22)),
        ("female", date(1972, 11, 22), "lost", date(2027, 11, 22)),
        ("male", date(1974, 11, 22), "expiring", date(2031, 11, 21)),
        ("male", date(1974, 11, 21), "expiring", date(2031, 11, 21)),
        ("male", date(1974, 11, 20), "expiring", date(2031, 11, 20)),
    ],
)
def test_class_d_ends_with_the_highest_age(sex: str, born: date, reason: str, expires: date):
    holder = licence(car("D"), holder_date_of_birth=born, holder_sex=sex)
    assert decide(facts(reason, licence=holder, claims=None)).new_parts[0].expires_on == expires


def test_class_d_was_not_capped_before_july_2026():
    holder = licence(car("D"), holder_date_of_birth=date(1972, 11, 22))
    on = date(2026, 6, 30)
    decided = decide(facts("expiring", on=on, licence=holder, claims=None), on)
    assert decided.new_parts[0].expires_on == date(2031, 6, 30)


@pytest.mark.parametrize(("born", "reached"), [(date(1969, 11, 21), True), (date(1969, 11, 22), False)])
def test_past_the_highest_age_an_officer_looks(born: date, reached: bool):
    holder = licence(car("D"), holder_date_of_birth=born)
    decided = decide(facts("expiring", licence=holder, claims=None))
    assert ("maximum-age-reached" in rules_of(decided)) is reached
    assert decided.outcome is (Outcome.OFFICER_REVIEW if reached else Outcome.EXCHANGE_NOW)
    lower = request("expiring", class_choice={"D": "D2"})
    chosen = decide(facts("expiring", licence=holder, claims=None, request=lower))
    assert chosen.outcome is Outcome.EXCHANGE_NOW


@pytest.mark.parametrize(
    ("sex", "born", "issued", "ends"),
    [
        ("male", date(1980, 2, 29), date(2016, 1, 1), date(2040, 2, 29)),
        ("female", date(1980, 2, 29), date(2016, 1, 1), date(2035, 2, 28)),
        ("male", date(1966, 1, 1), date(2016, 1, 1), date(2026, 1, 1)),
        ("male", date(1965, 12, 31), date(2016, 1, 1), date(2026, 1, 1)),
        ("female", date(1970, 12, 31), date(2016, 1, 1), date(2026, 1, 1)),
        ("female", date(1971, 1, 2), date(2016, 1, 1), date(2026, 1, 2)),
        ("nữ", date(1980, 1, 1), date(2016, 1, 1), date(2035, 1, 1)),
    ],
)
def test_the_old_b1_ran_to_an_age(sex: str, born: date, issued: date, ends: date):
    assert class_term(load_law().classes["2008:B1"], issued, born, sex) == ends


def test_highest_ages():
    law = load_law()
    assert maximum_age_on(law.classes["2024:D"], date(1980, 1, 1), "male") == date(2037, 1, 1)
    assert maximum_age_on(law.classes["2008:E"], date(1980, 1, 1), "female") == date(2030, 1, 1)
    assert maximum_age_on(law.classes["2024:B"], date(1980, 1, 1), "male") is None
