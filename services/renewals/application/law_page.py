"""Renders the tables of the law as a page (docs/law.md), so that what decides can be read without reading code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from services.renewals.domain.legal_refs import shown_basis
from services.renewals.domain.rows import ClassRow, Conversion, FeeRow, Period, ProcedureRow
from services.renewals.domain.rules import OUTCOME_OF_WORD, Rule
from services.renewals.domain.tables import Law, load_law

TESTS = "tests/unit/renewals/law"
HEADER = f"""# The law the machine applies

Generated from `services/renewals/domain/data` by `make pages`; change the tables, never this page.

A rule is chosen by the **reference date**, the day the dossier was submitted (a visible policy; the norms do not say
so expressly). Of the rules in force on that day those with the lower priority number speak first, and within a priority
the one whose condition fits most closely. The fee is chosen by the day the order is made, a violation by the day of the
act, the term of a card by the day of issue. Both ends of a period count. The day of expiry still counts as valid. "Less
than 1 year" ends before the same day of the next year, a limit in days is compared with the days since expiry, and a
month that lacks the day ends with its last day.

Confidence: **H** the norm was read, **M** press or secondary source, **L** one weak source. Rows marked M or L, and
rows with a review date, are configuration to be confirmed: each can be switched by its id in the settings.

Every row is tried on its first and last day, the day before and the day after; run the tests of one row with
`pytest {TESTS} -k <ROW-ID>`.
"""
OUTCOME_WORDS: Mapping[str, str] = {
    "wait": "the waiting period is told",
    "points_kept": "points are kept",
    "warn_no_block": "a warning, no bar",
    "number_kept_new_serial": "the number stays, the card gets a new serial",
    "expiry_unchanged": "the term stays (a part already expired gets a new one)",
    "expiry_from_new_issue_date": "a new term from the day of issue",
    "expiry_capped_by_maximum_age": "the term ends at the maximum age",
    "class_converted": "classes are converted, see below",
    "hand_in_old_card": "the old card is handed in",
    "document_required": "a health certificate is needed",
    "flag_only": "a risk flag, no bar",
}
CARD_WORDS = {
    "lost": "the card is lost, stolen or destroyed",
    "present": "the holder has the card",
    "damaged": "the card is damaged",
    "absent": "the holder no longer has the card",
}


def _said(code: object) -> str:
    return str(code).replace("_", " ")


def _validity(value: Mapping[str, Any]) -> str:
    if value["state"] == "valid_or_unlimited":
        return "the part is valid or without term"
    least, less = value.get("expired_for_at_least"), value.get("expired_for_less_than")
    pieces = [f"for at least {_length(least)}"] if least else []
    pieces += [f"for less than {_length(less)}"] if less else []
    return "the part is expired " + " and ".join(pieces)


def _length(value: Mapping[str, int]) -> str:
    unit, count = next(iter(value.items()))
    return f"{count} {unit if count != 1 else unit.removesuffix('s')}"


PLAIN_WORDS: Mapping[str, Callable[[Any], str]] = {
    "card": lambda value: CARD_WORDS[value],
    "validity": _validity,
    "in_records": lambda value: "the register knows the licence" if value else "the register does not know the licence",
    "case_state": lambda value: "no case is unsettled" if value == "none_unsettled" else f"case: {_said(value)}",
    "suspension": lambda value: f"suspension: {_said(value)}",
    "any_of": lambda value: "any of: " + ", ".join(_said(entry) for entry in value),
    "data_change": lambda _: "data changed, or differ from the identity data",
    "force_majeure_proven": lambda value: "proven: " + ", ".join(_said(entry) for entry in value),
    "integrated_card": lambda _: "the card has two parts",
    "suspension_or_hold_on": lambda _: "a suspension or hold is on one part only",
    "licence_status": lambda value: f"the licence is {value}",
    "always": lambda _: "always",
    "points": lambda value: f"points are {value}",
    "outcome": lambda value: f"the part's outcome is `{value}`",
    "class_in": lambda value: "new class is " + ", ".join(value),
    "years_to_maximum_age_less_than": lambda value: f"less than {value} years to the maximum age",
    "card_regime": lambda value: f"the part was issued under the law of {value}",
    "any_part": lambda value: f"the licence has a part that is {value}",
    "losses_within_years": lambda value: f"losses within {value} years",
    "count_at_least": lambda value: f"at least {value} of them",
    "old_card": _said,
}


def law_page(law: Law | None = None) -> str:
    """The page in markdown, the same for the same tables."""
    read = law or load_law()
    sections = [
        HEADER,
        "## Rules from 2025 (Luật 36/2024/QH15)\n\n" + _rules(rule for rule in read.rules if rule.regime == "2024"),
        "## Rules to 2024 (TT 12/2017/TT-BGTVT)\n\n" + _rules(rule for rule in read.rules if rule.regime == "2008"),
        "## Findings that state a fact\n\n" + _named(read),
        "## Procedures and time limits\n\n" + _procedures(read.procedures.values()),
        "## Fees\n\n" + _fees(read.fees),
        "## Classes of 2008 and what they become\n\n" + _conversions(read.conversions.values()),
        "## Terms and ages\n\n" + _classes(read.classes.values()),
        "## Days off and worked Saturdays\n\n" + _calendar(read),
    ]
    return "\n".join(sections).rstrip() + "\n"


def condition_words(condition: Mapping[str, object]) -> str:
    """A condition as a person reads it."""
    return "; ".join(PLAIN_WORDS[key](value) for key, value in condition.items())


def _rules(rules: Iterable[Rule]) -> str:
    return "\n".join(_rule(rule) for rule in rules)


def _rule(rule: Rule) -> str:
    outcome = OUTCOME_WORDS.get(rule.outcome) or f"`{OUTCOME_OF_WORD[rule.outcome]}`"
    finding = "points-zero" if rule.id == "NEW-POINTS-ZERO" else rule.code
    lines = [
        f"### {rule.id}",
        "",
        f"{rule.title.en}. *{rule.title.vi}.*",
        "",
        f"- Condition: {condition_words(rule.condition)}",
        f"- Then: {outcome}{_params(rule.params)}",
        f"- For: {rule.procedure}; {_said(rule.kind)}, priority {rule.priority}; finding `{finding}`",
        f"- Basis: {shown_basis(rule.legal_basis)}",
        f"- In force: {_period(rule.period)}; confidence {rule.confidence}{_review(rule)}",
    ]
    if not rule.enabled:
        lines.append("- **Off** unless switched on in the settings.")
    if rule.note:
        lines.append(f"- Note: {rule.note}")
    return "\n".join(
        [*lines, f"- Test: `test_law_rows.py::test_a_row_speaks_exactly_while_it_is_in_force[{rule.id}-…]`", ""]
    )


def _params(params: Mapping[str, object]) -> str:
    shown = {key: value for key, value in params.items() if key not in {"enabled_by_default", "grounds", "parts"}}
    return "".join(f"; {_said(key)}: {_value(value)}" for key, value in shown.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_said(key)} {_value(entry)}" for key, entry in value.items())
    if isinstance(value, list):
        return ", ".join(_said(entry) for entry in value)
    return _said(value)


def _review(rule: Rule) -> str:
    return f"; rests on a circular replaced on {rule.review_from}" if rule.review_from else ""


def _period(period: Period) -> str:
    return f"from {period.first}" + (f" to {period.last}" if period.last else "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _named(law: Law) -> str:
    rows = (
        [
            f"`{named.rule}`",
            named.title.en,
            "; ".join(f"{regime}: {shown_basis(text)}" for regime, text in named.legal_basis.items()),
        ]
        for named in law.named.values()
    )
    return _table(["Finding", "What it says", "Basis by regime"], rows)


def _procedures(procedures: Iterable[ProcedureRow]) -> str:
    rows = []
    for procedure in procedures:
        for limit in procedure.limits:
            length = (
                f"{limit.wait_months} months" if limit.working_days is None else f"{limit.working_days} working days"
            )
            name = f"{procedure.name.en} (*{procedure.name.vi}*)"
            rows.append(
                [procedure.code, name, length, _period(limit.period), shown_basis(limit.legal_basis), limit.confidence]
            )
    return _table(["Code", "Procedure", "Limit", "In force", "Basis", "Confidence"], rows)


def _fees(fees: Iterable[FeeRow]) -> str:
    rows = (
        [
            fee.id,
            f"{fee.amount_vnd:,}",
            fee.channel,
            "; ".join(words.en for words in fee.conditions.values()) or "none",
            _period(fee.period),
            shown_basis(fee.legal_basis),
            fee.confidence,
        ]
        for fee in fees
    )
    return _table(["Row", "Amount (đồng)", "Channel", "Conditions", "In force", "Basis", "Confidence"], rows)


def _conversions(conversions: Iterable[Conversion]) -> str:
    rows = (
        [
            conversion.from_class,
            " or ".join(" ".join([entry.class_code, *entry.conditions]) for entry in conversion.options)
            or "no licence",
            "; ".join(words.en for words in conversion.certificates) or "none",
            shown_basis(conversion.legal_basis),
        ]
        for conversion in conversions
    )
    return _table(["2008", "2024, with the condition on the card", "Certificates besides", "Basis"], rows)


def _classes(classes: Iterable[ClassRow]) -> str:
    rows = ([row.id, row.part, _term(row), _ages(row)] for row in classes)
    return _table(["Class", "Part", "Term", "Maximum age"], rows)


def _term(row: ClassRow) -> str:
    rule = cast("Mapping[str, Any]", row.validity)
    if rule["kind"] == "unlimited":
        return "none"
    if rule["kind"] == "years":
        return f"{rule['years']} years from issue"
    return (
        f"to the age of {rule['until_age_female']} (women) or {rule['until_age_male']} (men); {rule['years_if_over']} "
        f"years from issue for those over {rule['over_age_female']} or {rule['over_age_male']}"
    )


def _ages(row: ClassRow) -> str:
    return ", ".join(f"{sex} {age}" for sex, age in row.max_driving_age.items()) or "none"


def _calendar(law: Law) -> str:
    off = ", ".join(str(day) for day in sorted(law.calendar.holidays))
    worked = ", ".join(str(day) for day in sorted(law.calendar.swapped_in))
    return f"Off besides weekends: {off}.\n\nWorked although on a weekend: {worked}.\n"
