"""The packaged tables of the law, read once and refused whole if one row is unsound."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.reading import (
    read_class,
    read_conversion,
    read_fee,
    read_named,
    read_procedure,
    rows_of,
)
from services.renewals.domain.rows import (
    ClassRow,
    Conversion,
    FeeRow,
    LawTableError,
    NamedFinding,
    ProcedureRow,
    Row,
)
from services.renewals.domain.rules import Rule, read_rule
from services.renewals.domain.situation import STATES_OF_REASON
from services.renewals.domain.table_checks import check_conversions, check_eligibility, check_fees, check_procedures
from shared.kernel.words import Words
from shared.kernel.working_days import SATURDAY, WorkingCalendar

DOCUMENTS = (
    "reissue_rules",
    "fees",
    "procedures",
    "holidays_vn",
    "class_conversion",
    "licence_classes",
    "named_findings",
)


@dataclass(frozen=True, slots=True)
class Law:
    """Every table of the law, validated. ``classes`` and ``conversions`` by "2008:B2", ``procedures`` by code."""

    rules: tuple[Rule, ...]
    fees: tuple[FeeRow, ...]
    procedures: Mapping[str, ProcedureRow]
    classes: Mapping[str, ClassRow]
    conversions: Mapping[str, Conversion]
    named: Mapping[str, NamedFinding]
    calendar: WorkingCalendar
    first_day: date
    payment_window_days: int
    supplement_notice_working_days: int
    settings: LawSettings

    def rule(self, rule_id: str) -> Rule:
        """The row of that id. Raises KeyError."""
        return next(rule for rule in self.rules if rule.id == rule_id)


def read_documents() -> dict[str, dict[str, object]]:
    """The JSON documents packaged beside this module, by name."""
    folder = files("services.renewals.domain") / "data"
    return {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in DOCUMENTS}


@lru_cache(maxsize=8)
def load_law(overrides: LawSettings = LawSettings()) -> Law:  # noqa: B008  # frozen, and its default is the law's own
    """The law under the operator's readings (cached). Raises LawTableError naming the unsound row."""
    return read_law(read_documents(), overrides)


def read_law(documents: Mapping[str, Mapping[str, object]], settings: LawSettings) -> Law:
    """The law out of its documents. Raises LawTableError for an unknown word, an overlap or a gap."""
    _check_settings(settings)
    rules = _rules(documents["reissue_rules"], settings)
    procedures = [
        read_procedure(row) for row in rows_of("procedures.json", documents["procedures"], "procedures", "code")
    ]
    fees = [read_fee(row) for row in rows_of("fees.json", documents["fees"], "fees", "id")]
    classes = _classes(documents["licence_classes"])
    conversions = _conversions(documents["class_conversion"], classes)
    check_eligibility(rules)
    check_procedures(procedures)
    check_fees(fees, procedures)
    check_conversions(conversions, classes)
    named = rows_of("named_findings.json", documents["named_findings"], "findings", "rule")
    whole = Row("procedures.json", "payment_window_days", documents["procedures"])
    return Law(
        rules=tuple(sorted(rules, key=lambda rule: (rule.priority, rule.id))),
        fees=tuple(fees),
        procedures={procedure.code: procedure for procedure in procedures},
        classes=classes,
        conversions=conversions,
        named={row.name: read_named(row) for row in named},
        calendar=_calendar(documents["holidays_vn"], settings),
        first_day=min(rule.period.first for rule in rules),
        payment_window_days=_value(whole, "payment_window_days"),
        supplement_notice_working_days=_value(whole, "supplement_notice_working_days"),
        settings=settings,
    )


def _check_settings(settings: LawSettings) -> None:
    allowed = {
        "owner_notice": ({settings.owner_notice}, {"review", "ignore", "block"}),
        "expired_while_waiting": ({settings.expired_while_waiting}, {"review", "freeze", "exam"}),
        "part_bound": (settings.part_bound, set(STATES_OF_REASON)),
    }
    for name, (given, known) in allowed.items():
        if not given <= known:
            raise LawTableError(f"setting {name}: {', '.join(sorted(given))} is not among {', '.join(sorted(known))}")


def _rules(document: Mapping[str, object], settings: LawSettings) -> list[Rule]:
    rows = rows_of("reissue_rules.json", document, "rules", "id")
    unknown = (settings.rows_on | settings.rows_off) - {row.name for row in rows}
    if unknown:
        raise LawTableError(f"the settings switch rows that do not exist: {', '.join(sorted(unknown))}")
    return [read_rule(row, rows_on=settings.rows_on, rows_off=settings.rows_off) for row in rows]


def _classes(document: Mapping[str, object]) -> dict[str, ClassRow]:
    return {row.name: read_class(row) for row in rows_of("licence_classes.json", document, "classes", "id")}


def _conversions(document: Mapping[str, object], classes: Mapping[str, ClassRow]) -> dict[str, Conversion]:
    table = "class_conversion.json"
    certificates = {
        row.name: Words(row.text("name_vi"), row.text("name_en"))
        for row in rows_of(table, document, "certificates", "code")
    }
    rows = rows_of(table, document, "conversions", "id")
    return {row.name: read_conversion(row, certificates, classes) for row in rows}


def _calendar(document: Mapping[str, object], settings: LawSettings) -> WorkingCalendar:
    holidays, swapped = set(settings.extra_holidays), set(settings.extra_swapped)
    for row in rows_of("holidays_vn.json", document, "days", "date"):
        day = row.day("date")
        if not row.flag("is_working_day"):
            holidays.add(day)
        elif day.weekday() < SATURDAY:
            raise row.fault("a swapped-in working day must fall on a weekend")
        else:
            swapped.add(day)
    return WorkingCalendar(frozenset(holidays - settings.extra_swapped), frozenset(swapped - settings.extra_holidays))


def _value(whole: Row, key: str) -> int:
    return Row(whole.table, key, whole.mapping(key)).number("value")
