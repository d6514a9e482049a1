"""What must be true of a case before it is taken in; every fault is told at once, with a pointer to its place.

Form (types, lengths, unknown fields) is the schema's business; this page holds what needs the law or the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain

from services.violations.domain.case import Case, HeldItem, Role, Status, VehicleGroup
from services.violations.domain.catalogue import Act, Catalogue
from shared.kernel.citizen_id import birth_year
from shared.kernel.clock import business_date
from shared.kernel.errors import Fault

CLOCK_SKEW = timedelta(minutes=5)
"""How far a police clock may run ahead of ours."""
HIGHEST_FINE_FACTOR = 2
"""An organisation pays twice what a person pays for the same act (NĐ 168/2024 Điều 6 to 52; Luật XLVPHC Điều 23)."""
EFFECTIVE_WITHIN = timedelta(days=366)
_OLD_IDENTITY = re.compile(r"[0-9]{9}")


class UnreadError(Exception):
    """A member of the case could not be read; checks that need it are left out."""


def case_faults(case: Case, *, catalogue: Catalogue, now: datetime) -> tuple[Fault, ...]:
    """All faults of one case version, in the order of its fields; empty if it can be taken in.

    ``case`` may be a sketch that raises UnreadError for what it lacks; the rest is checked all the same.
    """
    today = business_date(now)
    checks = (
        _instant_faults(case, now),
        _subject_faults(case),
        _act_faults(case, catalogue),
        _decision_faults(case, today),
        _fine_faults(case, catalogue, today),
        _suspension_faults(case, catalogue),
        _held_faults(case, today),
    )
    # A whole case, of which a batch brings thousands, cannot raise UnreadError.
    return tuple(chain.from_iterable(checks if type(case) is Case else map(_as_far_as_read, checks)))


def _as_far_as_read(faults: Iterator[Fault]) -> Iterator[Fault]:
    try:
        yield from faults
    except UnreadError:
        return


def is_identity_number(text: str, *, on: date) -> bool:
    """Whether a text can be the number of a person who lived on that day.

    Twelve digits with a birth year not after the day (NĐ 137/2015/NĐ-CP Điều 13), or the nine digits of an identity
    card of before (chứng minh nhân dân), which old cases still name.
    """
    if _OLD_IDENTITY.fullmatch(text):
        return True
    try:
        return birth_year(text) <= on.year
    except ValueError:
        return False


def restoration_faults(record: Mapping[str, object], *, today: date) -> Iterator[Fault]:
    """What cannot be true of a knowledge test passed; members that could not be read are left out."""
    passed_on, citizen_id = record.get("passed_on"), record.get("citizen_id")
    if isinstance(passed_on, date) and passed_on > today:
        yield Fault("/passed_on", "in-the-future")
    if isinstance(citizen_id, str) and not is_identity_number(citizen_id, on=today):
        yield Fault("/citizen_id", "citizen-id-impossible")


def _instant_faults(case: Case, now: datetime) -> Iterator[Fault]:
    if case.occurred_at > now + CLOCK_SKEW:
        yield Fault("/occurred_at", "in-the-future")


def _subject_faults(case: Case) -> Iterator[Fault]:
    subject = case.subject
    if subject.role is Role.DRIVER and not (subject.citizen_id or subject.licence_number):
        yield Fault("/subject", "driver-without-number")
    if subject.citizen_id is not None and not is_identity_number(subject.citizen_id, on=case.occurred_on):
        yield Fault("/subject/citizen_id", "citizen-id-impossible")


def _act_faults(case: Case, catalogue: Catalogue) -> Iterator[Fault]:
    for index, code in enumerate(case.acts):
        pointer = f"/acts/{index}/code"
        act = catalogue.act(code)
        if act is None:
            yield Fault(pointer, "unknown-act", {"act": code})
            continue
        if code in case.acts[:index]:
            yield Fault(pointer, "act-listed-twice", {"act": code})
        if not act.in_force(case.occurred_on):
            yield Fault(pointer, "decree-not-in-force", {"act": code, "day": case.occurred_on.isoformat()})
        if case.vehicle.group not in (act.vehicle_group, VehicleGroup.OTHER):
            yield Fault(pointer, "act-of-other-vehicle-group", {"act": code, "group": act.vehicle_group.value})


def _decision_faults(case: Case, today: date) -> Iterator[Fault]:
    decision = case.decision
    if decision is None:
        if case.status is Status.DECIDED or case.suspension is not None:
            yield Fault("/decision", "decision-missing")
        return
    if decision.decided_on > today:
        yield Fault("/decision/decided_on", "in-the-future")
    if decision.decided_on < case.occurred_on:
        yield Fault("/decision/decided_on", "before-the-act")
    if decision.effective_on < decision.decided_on:
        yield Fault("/decision/effective_on", "before-the-decision")
    if decision.effective_on > decision.decided_on + EFFECTIVE_WITHIN:
        yield Fault("/decision/effective_on", "too-far-ahead")


def _fine_faults(case: Case, catalogue: Catalogue, today: date) -> Iterator[Fault]:
    fine = case.fine
    if fine is None:
        return
    acts = _known_acts(case, catalogue)
    highest = HIGHEST_FINE_FACTOR * sum(act.fine_max_vnd for act in acts)
    if len(acts) == len(case.acts) and fine.amount_vnd > highest:
        yield Fault("/fine/amount_vnd", "fine-out-of-bounds", {"highest": highest})
    if fine.paid_on is not None:
        if fine.paid_on > today:
            yield Fault("/fine/paid_on", "in-the-future")
        if fine.paid_on < case.occurred_on:
            yield Fault("/fine/paid_on", "before-the-act")


def _suspension_faults(case: Case, catalogue: Catalogue) -> Iterator[Fault]:
    suspension = case.suspension
    if suspension is None:
        return
    acts = _known_acts(case, catalogue)
    if len(acts) == len(case.acts) and not any(act.suspends for act in acts):
        yield Fault("/suspension", "suspension-not-carried")
    if suspension.starts_on is None:
        if suspension.ends_on is not None:
            yield Fault("/suspension/starts_on", "start-missing")
        return
    if suspension.starts_on < case.occurred_on:
        yield Fault("/suspension/starts_on", "before-the-act")
    if suspension.starts_on > case.occurred_on + 10 * EFFECTIVE_WITHIN:
        yield Fault("/suspension/starts_on", "too-far-ahead")
    if suspension.ends_on is not None and suspension.ends_on <= suspension.starts_on:
        yield Fault("/suspension/ends_on", "end-before-start")


def _held_faults(case: Case, today: date) -> Iterator[Fault]:
    for index, item in enumerate(case.held_items):
        yield from _held_item_faults(item, f"/held_items/{index}", case.occurred_on, today)


def _held_item_faults(item: HeldItem, pointer: str, occurred_on: date, today: date) -> Iterator[Fault]:
    if item.held_from > today:
        yield Fault(f"{pointer}/from", "in-the-future")
    if item.held_from < occurred_on:
        yield Fault(f"{pointer}/from", "before-the-act")
    if item.returned_on is not None:
        if item.returned_on > today:
            yield Fault(f"{pointer}/returned_on", "in-the-future")
        if item.returned_on < item.held_from:
            yield Fault(f"{pointer}/returned_on", "end-before-start")


def _known_acts(case: Case, catalogue: Catalogue) -> list[Act]:
    return [act for code in case.acts if (act := catalogue.act(code))]
