"""What the classes of a licence become on a new card (chuyển hạng, Luật 36/2024/QH15, Điều 89.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from services.renewals.domain.facts import LicenceFacts, PartFacts
from services.renewals.domain.periods import add_years
from services.renewals.domain.rows import ClassRow, Option
from services.renewals.domain.situation import PartClasses
from shared.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from services.renewals.domain.tables import Law

OLD, NEW = "2008", "2024"


def class_row(law: Law, regime: str, code: str) -> ClassRow | None:
    """The class of a regime by its code or one of the names it is printed under; None if the law knows no such."""
    row = law.classes.get(f"{regime}:{code}")
    if row is not None:
        return row
    return next((row for row in law.classes.values() if row.regime == regime and code in row.aliases), None)


def converts(law: Law, kind: str, on: date) -> bool:
    """Whether the conversion of old classes is in force on a day."""
    return any(rule.outcome == "class_converted" and rule.applies(kind, on) for rule in law.rules)


def options_of(law: Law, row: ClassRow, *, kind: str, conversion: bool) -> tuple[Option, ...]:
    """What a class may become, the law's own answer first; on an exchange the lower classes follow."""
    becomes = law.conversions[row.id].options if row.regime == OLD and conversion else None
    options = becomes if becomes is not None else (Option(row.code, ()),)
    if kind != "exchange":
        return options
    regime = NEW if row.regime == NEW or conversion else OLD
    known = {option.class_code for option in options}
    lower = [code for option in options for code in law.classes[f"{regime}:{option.class_code}"].covers]
    return (*options, *(Option(code, ()) for code in dict.fromkeys(lower) if code not in known))


def check_choice(law: Law, licence: LicenceFacts | None, choice: Mapping[str, str], *, kind: str, on: date) -> None:
    """Refuse a choice of classes the law does not give.

    Raises Invalid ``validation-failed`` with a fault per entry: ``unknown-class`` for a class not on the licence,
    ``class-choice-not-allowed`` for a new class it cannot become.
    """
    conversion, faults = converts(law, kind, on), []
    held = _held(law, licence)
    for name, wish in choice.items():
        pointer = f"/class_choice/{name}"
        rows = [row for row in held if name in {row.code, row.id}]
        if not rows:
            faults.append(Fault(pointer, "unknown-class", {"class": name}))
            continue
        options = [option.class_code for option in options_of(law, rows[0], kind=kind, conversion=conversion)]
        if _bare(wish) not in options:
            faults.append(Fault(pointer, "class-choice-not-allowed", {"class": wish, "allowed": ", ".join(options)}))
    if faults:
        raise Invalid("validation-failed", faults=faults)


def _held(law: Law, licence: LicenceFacts | None) -> list[ClassRow]:
    parts = licence.parts if licence else ()
    rows = [class_row(law, part.regime, code) for part in parts for code in part.classes]
    return [row for row in rows if row is not None]


def _bare(name: str) -> str:
    return name.partition(":")[2] or name


def part_classes(law: Law, part: PartFacts, choice: Mapping[str, str], *, kind: str, on: date) -> PartClasses:
    """The classes and printed conditions of a part on the new card.

    A condition that came with the conversion is dropped if another class of the holder gives the same new class
    without it (A1 and A2 together become an unrestricted A).
    """
    conversion = converts(law, kind, on) and part.regime == OLD
    regime = NEW if conversion else part.regime
    found = [(code, class_row(law, part.regime, code)) for code in part.classes]
    chosen: dict[str, list[tuple[str, ...]]] = {}
    converted, choices, certificates, without = [], [], [], []
    for code, row in found:
        if row is None:
            continue
        options = options_of(law, row, kind=kind, conversion=conversion)
        if not options:
            without.append(code)
            certificates += list(law.conversions[row.id].certificates)
            continue
        wish = _bare(choice.get(row.id) or choice.get(row.code) or options[0].class_code)
        option = next((option for option in options if option.class_code == wish), options[0])
        chosen.setdefault(option.class_code, []).append(option.conditions)
        converted.append((code, option.class_code))
        own = law.conversions[row.id].options if conversion else options
        if len(own) > 1 and conversion:
            choices.append((code, tuple(entry.class_code for entry in own)))
    order = [row.code for row in law.classes.values() if row.regime == regime]
    return PartClasses(
        regime=regime,
        classes=tuple(sorted(chosen, key=order.index)),
        conditions=_conditions(part.conditions, chosen),
        converted=tuple(converted) if conversion else (),
        choices=tuple(choices),
        certificates=tuple(dict.fromkeys(certificates)),
        without_successor=tuple(without),
        unknown=tuple(code for code, row in found if row is None),
    )


def _conditions(printed: Iterable[str], chosen: Mapping[str, list[tuple[str, ...]]]) -> tuple[str, ...]:
    kept = dict.fromkeys(printed)
    for origins in chosen.values():
        shared = set.intersection(*map(set, origins))
        kept |= dict.fromkeys(code for code in origins[0] if code in shared)
    return tuple(kept)


def is_female(sex: str) -> bool:
    """Whether the register says female (nữ)."""
    return sex.casefold() in {"female", "f", "nữ"}


def maximum_age_on(row: ClassRow, date_of_birth: date, sex: str) -> date | None:
    """The day the holder reaches the highest age at which the class may be driven; None if there is none."""
    age = row.max_driving_age.get("female" if is_female(sex) else "male")
    return add_years(date_of_birth, age) if age is not None else None


def class_term(row: ClassRow, issued_on: date, date_of_birth: date, sex: str) -> date | None:
    """The last valid day of a class issued on a day; None for a class without term.

    The old B1 ran to the age of 55 (women) or 60 (men), and 10 years from issue for those over 45 or 50 by then
    (TT 12/2017/TT-BGTVT, Điều 17).
    """
    rule = row.validity
    if rule["kind"] == "unlimited":
        return None
    if rule["kind"] == "years":
        return add_years(issued_on, int(str(rule["years"])))
    sexed = "female" if is_female(sex) else "male"
    if issued_on > add_years(date_of_birth, int(str(rule[f"over_age_{sexed}"]))):
        return add_years(issued_on, int(str(rule["years_if_over"])))
    return add_years(date_of_birth, int(str(rule[f"until_age_{sexed}"])))


def shortest_term(rows: Iterable[ClassRow], issued_on: date, date_of_birth: date, sex: str) -> date | None:
    """The last valid day of a part with several classes: that of the class which ends first."""
    terms = [class_term(row, issued_on, date_of_birth, sex) for row in rows]
    return min((term for term in terms if term is not None), default=None)
