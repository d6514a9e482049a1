"""What must hold of the tables as a whole: no gap, no overlap, no class left without a successor.

Validity thresholds mix days, months and years, so the tiling is tried on sample expiry dates (ends of months, a leap
day) at each threshold, the day before and the day after: where two rows fit equally, or none, the table is unsound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import cast

from services.renewals.domain.conditions import validity_holds
from services.renewals.domain.periods import add
from services.renewals.domain.rows import ClassRow, Conversion, FeeRow, LawTableError, Period, ProcedureRow
from services.renewals.domain.rules import Rule
from services.renewals.domain.situation import Validity

ONE_DAY = timedelta(days=1)
CARD_OF_KIND = {"reissue": "lost", "exchange": "present"}
PLAIN_WORDS = frozenset({"card", "validity", "in_records", "case_state"})
SAMPLE_EXPIRIES = (date(2023, 6, 15), date(2023, 8, 31), date(2024, 2, 29), date(2024, 12, 31))
LATE_DAYS = 4000


def check_eligibility(rules: Sequence[Rule]) -> None:
    """For each procedure, day and validity exactly one plain row must decide, from the first row's day onwards."""
    for kind, card in CARD_OF_KIND.items():
        rows = [
            rule for rule in rules if rule.kind == "eligibility" and rule.enabled and rule.procedure in {kind, "any"}
        ]
        plain = [rule for rule in rows if set(rule.condition) <= PLAIN_WORDS and rule.condition.get("card") == card]
        if not plain:
            raise LawTableError(f"reissue_rules.json: no eligibility row for {kind} of a card that is {card}")
        _check_tiling(plain, kind)
        _check_special([rule for rule in rows if rule not in plain])


def _check_tiling(plain: Sequence[Rule], kind: str) -> None:
    for day in _change_days(rule.period for rule in plain):
        rows = [rule for rule in plain if day in rule.period]
        for validity in _samples(plain):
            fitting = [rule for rule in rows if validity_holds(rule.condition["validity"], validity)]
            first = [rule for rule in fitting if rule.priority == min(entry.priority for entry in fitting)]
            if len(first) > 1:
                names = ", ".join(rule.id for rule in first)
                raise LawTableError(f"reissue_rules.json, rows {names}: overlap from {day}, {_said(validity)}")
            if not first:
                names = _beside(plain, day, validity)
                raise LawTableError(
                    f"reissue_rules.json, rows {names}: gap beside them for {kind} from {day}, {_said(validity)}"
                )


def _check_special(rows: Sequence[Rule]) -> None:
    """Rows with a further condition may not compete with one of the very same words."""
    for index, one in enumerate(rows):
        for other in rows[index + 1 :]:
            same = {**one.condition, "case_state": None} == {**other.condition, "case_state": None}
            if same and one.priority == other.priority and one.period.meets(other.period):
                raise LawTableError(f"reissue_rules.json, rows {one.id}, {other.id}: overlap, the same condition twice")


def _change_days(periods: Iterable[Period]) -> list[date]:
    periods = list(periods)
    first = min(period.first for period in periods)
    ends = {period.last + ONE_DAY for period in periods if period.last is not None}
    return sorted(day for day in {period.first for period in periods} | ends if day >= first)


def _samples(rows: Sequence[Rule]) -> list[Validity]:
    samples = [Validity(SAMPLE_EXPIRIES[0], None)]
    for expiry in SAMPLE_EXPIRIES:
        days = {expiry, expiry + ONE_DAY, expiry + LATE_DAYS * ONE_DAY}
        for rule in rows:
            validity = cast("Mapping[str, object]", rule.condition["validity"])
            for length in [entry for entry in validity.values() if isinstance(entry, dict)]:
                limit = add(expiry, length)
                days |= {limit - ONE_DAY, limit, limit + ONE_DAY}
        samples += [Validity(day, expiry) for day in sorted(days)]
    return samples


def _said(validity: Validity) -> str:
    if not validity.expired:
        return "part valid"
    return f"part expired by {validity.days_expired} days (e.g. on {validity.expires_on})"


def _beside(rows: Sequence[Rule], day: date, validity: Validity) -> str:
    """The rows between which a gap opens: neighbours in force that day, and the nearest before and after that fit."""
    near = {
        rule.id
        for rule in rows
        for step in (-ONE_DAY, ONE_DAY)
        if day in rule.period
        and validity_holds(rule.condition["validity"], Validity(validity.on + step, validity.expires_on))
    }
    fitting = [rule for rule in rows if validity_holds(rule.condition["validity"], validity)]
    for side in (
        [rule for rule in fitting if rule.period.first > day],
        [rule for rule in fitting if rule.period.first <= day],
    ):
        near |= {min(side, key=lambda rule: (_days_away(rule.period, day), rule.id)).id} if side else set()
    return ", ".join(sorted(near)) or rows[0].id


def _days_away(period: Period, day: date) -> int:
    return (period.first - day).days if day < period.first else (day - (period.last or day)).days


def check_periods(table: str, named: Sequence[tuple[str, Period]], last_day: date | None, *, what: str) -> None:
    """Periods must follow on one another without gap or overlap up to ``last_day`` (None: for ever)."""
    ordered = sorted(named, key=lambda pair: pair[1].first)
    for (name, period), (other, following) in pairwise(ordered):
        if period.last is None or period.last >= following.first:
            raise LawTableError(f"{table}, rows {name}, {other}: overlap in {what} on {following.first}")
        if period.last + ONE_DAY != following.first:
            raise LawTableError(f"{table}, row {name}: gap in {what} from {period.last + ONE_DAY}")
    name, period = ordered[-1]
    if period.last is not None and (last_day is None or period.last < last_day):
        raise LawTableError(f"{table}, row {name}: gap in {what} from {period.last + ONE_DAY}")


def check_fees(fees: Sequence[FeeRow], procedures: Sequence[ProcedureRow]) -> None:
    """Each procedure has one plain fee a day and channel; rows with the same conditions never overlap."""
    issuing = [fee for fee in fees if fee.kind == "licence_issue"]
    for procedure in procedures:
        for channel in ("counter", "online"):
            plain = [
                (fee.id, fee.period)
                for fee in issuing
                if procedure.code in fee.procedures and fee.channel in {channel, "any"} and not fee.conditions
            ]
            what = f"the fee of {procedure.code} {channel}"
            if not plain or min(period.first for _, period in plain) > procedure.period.first:
                name = plain[0][0] if plain else procedure.code
                raise LawTableError(f"fees.json, row {name}: gap in {what} from {procedure.period.first}")
            check_periods("fees.json", plain, procedure.period.last, what=what)
    _check_conditional([fee for fee in fees if fee.conditions])


def _check_conditional(fees: Sequence[FeeRow]) -> None:
    for index, one in enumerate(fees):
        for other in fees[index + 1 :]:
            alike = (one.kind, one.channel, one.priority) == (other.kind, other.channel, other.priority)
            if alike and set(one.conditions) == set(other.conditions) and one.period.meets(other.period):
                raise LawTableError(f"fees.json, rows {one.id}, {other.id}: overlap, the same conditions twice")


def check_procedures(procedures: Sequence[ProcedureRow]) -> None:
    """On every day one procedure of each kind, and in each one time limit."""
    for kind in sorted({procedure.kind for procedure in procedures}):
        named = [(procedure.code, procedure.period) for procedure in procedures if procedure.kind == kind]
        check_periods("procedures.json", named, None, what=f"the procedures of kind {kind}")
    for procedure in procedures:
        if not procedure.limits or procedure.limits[0].period.first > procedure.period.first:
            raise LawTableError(f"procedures.json, row {procedure.code}: gap in its time limits")
        named = [(procedure.code, limit.period) for limit in procedure.limits]
        check_periods("procedures.json", named, procedure.period.last, what=f"the time limits of {procedure.code}")


def check_conversions(conversions: Mapping[str, Conversion], classes: Mapping[str, ClassRow]) -> None:
    """Every class of 2008 has a conversion."""
    for class_row in classes.values():
        if class_row.regime == "2008" and class_row.id not in conversions:
            raise LawTableError(f"class_conversion.json, row {class_row.id}: gap, the class becomes nothing")
