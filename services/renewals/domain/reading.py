"""Turns the JSON of the smaller tables into rows; each refuses an unsound row by name."""

from __future__ import annotations

from collections.abc import Mapping

from services.renewals.domain.rows import (
    ClassRow,
    Conversion,
    FeeRow,
    LawTableError,
    LimitRow,
    NamedFinding,
    Option,
    ProcedureRow,
    Row,
)
from shared.kernel.words import Words

CONFIDENCE = frozenset({"H", "M", "L"})
PROCEDURE_KINDS = frozenset({"reissue", "exchange", "exchange_military", "exchange_police", "exchange_foreign"})
PARTS = frozenset({"untermed", "termed"})
VALIDITY_KINDS = frozenset({"unlimited", "years", "b1_2008"})
CARD_CODES: Mapping[str, str] = {"R-A-LT175": "A.03", "R-B-AT": "B.01"}
"""The condition as printed on the card (TT 12/2025/TT-BCA, Phụ lục X mục 5)."""
FEE_CONDITIONS_EN: Mapping[str, str] = {
    "VNEID_LEVEL_2": "Vietnamese citizen with an electronic identity account of level 2",
    "VNEID_LICENCE_INTEGRATED": "The driving licence is integrated in the VNeID application",
    "VNEID_5_BASIC_PAPERS": "The five basic papers of Annex I are integrated in the VNeID application",
    "FILED_ONLINE": "The procedure is filed through the online public service",
    "EXAM_MOTO_THEORY": "Motorcycle theory exam",
    "EXAM_MOTO_PRACTICE": "Motorcycle practical exam",
    "EXAM_CAR_THEORY": "Car theory exam",
    "EXAM_CAR_SIMULATION": "Traffic situation simulation exam",
    "EXAM_CAR_FIGURE": "Practical exam on the figure course",
    "EXAM_CAR_ROAD": "Practical exam on the road",
}


def rows_of(table: str, document: Mapping[str, object], key: str, name: str) -> tuple[Row, ...]:
    """The rows under ``key`` of a document, each called by its ``name``; names are unique."""
    entries = document.get(key)
    if not isinstance(entries, list) or not entries:
        raise LawTableError(f"{table}: {key} must be a list that is not empty")
    rows = []
    for position, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get(name), str):
            raise LawTableError(f"{table}: entry {position} of {key} has no {name}")
        rows.append(Row(table, entry[name], entry))
    seen: set[str] = set()
    for row in rows:
        if row.name in seen:
            raise row.fault("is there twice")
        seen.add(row.name)
    return tuple(rows)


def read_fee(row: Row) -> FeeRow:
    """A line of the tariff."""
    conditions = {}
    for entry in row.rows("conditions"):
        code = entry.one_of("code", frozenset(FEE_CONDITIONS_EN))
        conditions[code] = Words(entry.text("text_vi"), FEE_CONDITIONS_EN[code])
    return FeeRow(
        id=row.name,
        kind=row.one_of("kind", frozenset({"licence_issue", "exam"})),
        procedures=row.texts("procedures"),
        channel=row.one_of("channel", frozenset({"counter", "online", "any"})),
        amount_vnd=row.number("amount_vnd"),
        period=row.period(),
        conditions=conditions,
        priority=row.number("priority"),
        legal_basis=row.text("legal_basis"),
        confidence=row.one_of("confidence", CONFIDENCE),
        note=row.optional_text("note"),
    )


def read_procedure(row: Row) -> ProcedureRow:
    """A procedure with its time limits."""
    limits = []
    for entry in row.rows("time_limits"):
        limit = LimitRow(
            period=entry.period(),
            working_days=entry.optional_number("working_days"),
            wait_months=entry.optional_number("wait_months"),
            legal_basis=entry.text("legal_basis"),
            confidence=entry.one_of("confidence", CONFIDENCE),
        )
        if (limit.working_days is None) == (limit.wait_months is None):
            raise row.fault("a time limit is either working_days or wait_months")
        limits.append(limit)
    return ProcedureRow(
        code=row.name,
        name=Words(row.text("name_vi"), row.text("name_en")),
        kind=row.one_of("kind", PROCEDURE_KINDS),
        period=row.period(),
        limits=tuple(limits),
    )


def read_class(row: Row) -> ClassRow:
    """A licence class."""
    validity = row.mapping("validity")
    if validity.get("kind") not in VALIDITY_KINDS:
        raise row.fault(f"unknown validity {validity.get('kind')!r}")
    ages = row.mapping("max_driving_age")
    return ClassRow(
        id=row.name,
        regime=row.one_of("regime", frozenset({"2008", "2024"})),
        code=row.text("code"),
        aliases=row.texts("aliases"),
        part=row.one_of("part", PARTS),
        covers=row.texts("covers"),
        validity=validity,
        max_driving_age={sex: age for sex, age in ages.items() if isinstance(age, int)},
    )


def read_conversion(row: Row, certificates: Mapping[str, Words], classes: Mapping[str, ClassRow]) -> Conversion:
    """What an old class becomes; both ends must be known classes."""
    if row.name not in classes:
        raise row.fault("converts an unknown class")
    options = []
    for entry in row.rows("options"):
        code = entry.text("class")
        if f"2024:{code}" not in classes:
            raise row.fault(f"converts to the unknown class {code!r}")
        restrictions = entry.texts("restrictions")
        if not set(restrictions) <= set(CARD_CODES):
            raise row.fault(f"unknown restriction among {restrictions}")
        options.append(Option(code, tuple(CARD_CODES[restriction] for restriction in restrictions)))
    if not set(row.texts("certificates")) <= set(certificates):
        raise row.fault("unknown certificate")
    return Conversion(
        from_class=row.text("from_class"),
        options=tuple(options),
        holder_chooses=row.flag("holder_chooses"),
        certificates=tuple(certificates[code] for code in row.texts("certificates")),
        legal_basis=row.text("legal_basis"),
    )


def read_named(row: Row) -> NamedFinding:
    """The title and legal basis of a finding that no row makes."""
    basis = row.mapping("legal_basis")
    if not basis or not set(basis) <= {"2008", "2024"}:
        raise row.fault("legal_basis must be given by regime")
    return NamedFinding(
        rule=row.name,
        title=Words(row.text("title_vi"), row.text("title_en")),
        legal_basis={regime: str(text) for regime, text in basis.items()},
    )
