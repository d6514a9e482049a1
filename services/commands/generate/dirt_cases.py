"""The ways in which rows of a police feed are spoiled, and what violations must say of each."""

from __future__ import annotations

from types import MappingProxyType

from services.commands.generate import acts, days
from services.commands.generate.dirt import (
    CUT,
    IN_A_CENTURY,
    TAKEN,
    Faults,
    Neighbour,
    Record,
    Spoiler,
    changed,
    cut_off,
    decomposed,
    left_out,
    mojibake,
    one_digit_less,
    with_bell,
    written,
)
from services.commands.generate.dirt_registry import NO_PROVINCE
from services.commands.generate.draws import Draws

OPEN_ENDED = MappingProxyType({"car": "168/2024:6.9.b", "motorcycle": "168/2024:7.7.c"})
"""Running a red light; no end of these acts is known."""
OTHER_SOURCE = MappingProxyType({"G01.79": "G01.01", "G01.01": "G01.79"})
TOO_MUCH = 9_999_999_999


def _day(record: Record) -> int:
    """Near the day of the act: acts do not change but at a new year or in the middle of a month."""
    told: str = record["occurred_at"]
    year, month, day = map(int, told[:10].split("-"))
    return days.day_of(year, month, day) + (told[11:13] >= "17")


def _only_act(record: Record, code: str) -> None:
    record["acts"] = [{"code": code}]
    record["fine"] = record["suspension"] = record["points"] = None


def _not_in_force(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    _only_act(record, acts.foreign(record["acts"][0]["code"], _day(record), same_group=True).code)
    return (("/acts/0/code", "decree-not-in-force"),)


def _of_other_vehicles(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    _only_act(record, acts.foreign(record["acts"][0]["code"], _day(record), same_group=False).code)
    return (("/acts/0/code", "act-of-other-vehicle-group"),)


def _ahead(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    """A police clock that is a century fast; nothing else of the case is dated yet."""
    record["occurred_at"] = f"{IN_A_CENTURY}-03-01T02:00:00Z"
    _only_act(record, OPEN_ENDED[record["vehicle"]["group"]])
    record["decision"], record["held_items"], record["status"] = None, [], "open"
    return (("/occurred_at", "in-the-future"),)


def _nobody(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    subject = record["subject"]
    if subject["role"] != "driver":
        return None
    subject["citizen_id"] = subject["licence_number"] = None
    return (("/subject", "driver-without-number"),)


def _no_decision(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["decision"], record["status"] = None, "decided"
    return (("/decision", "decision-missing"),)


def _decided_early(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    if record["decision"] is None:
        return None
    record["decision"]["decided_on"] = days.text(_day(record) - 3)
    return (("/decision/decided_on", "before-the-act"),)


def _in_force_early(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    if record["decision"] is None:
        return None
    record["decision"]["effective_on"] = "2019-12-31"
    return (("/decision/effective_on", "before-the-decision"),)


def _unfounded_suspension(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    if record["decision"] is None or record["suspension"] is not None:
        return None
    record["suspension"] = {"months": 2, "part": "all", "starts_on": None, "ends_on": None}
    return (("/suspension", "suspension-not-carried"),)


def _returned_early(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    if not record["held_items"]:
        return None
    record["held_items"][0]["returned_on"] = "2019-12-31"
    return (("/held_items/0/returned_on", "end-before-start"),)


def _other_source(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["source"] = OTHER_SOURCE[record["source"]]
    return (("/source", "source-not-allowed"),)


def contradict(record: Record) -> Faults:
    """The same version once more, with another place: somebody edited it without counting up."""
    record["place"]["text"] += " (sửa)"
    return (("/version", "version-conflict"),)


CONTRADICTION = "same-version-other-content"
CASES: MappingProxyType[str, Spoiler] = MappingProxyType(
    {
        "act-unknown": written("/acts/0/code", "168/2024:99.9.z", "unknown-act"),
        "act-not-in-force-that-day": _not_in_force,
        "act-of-other-vehicles": _of_other_vehicles,
        "act-in-the-future": _ahead,
        "instant-in-words": written("/occurred_at", "08h30 ngày 01/03/2026", "not-an-instant"),
        "driver-without-number": _nobody,
        "personal-number-of-11-digits": changed("/subject/citizen_id", one_digit_less, "not-a-citizen-id"),
        "name-read-as-windows-1252": mojibake("/subject/full_name"),
        "name-with-control-character": changed("/subject/full_name", with_bell, "wrong-character"),
        "name-decomposed": changed("/subject/full_name", decomposed),
        "province-unknown": written("/place/province", NO_PROVINCE),
        "group-unknown": written("/vehicle/group", "xe ba gác", "not-one-of"),
        "status-in-words": written("/status", "Đã xử lý", "not-one-of"),
        "version-nought": written("/version", 0, "too-small"),
        "version-missing": left_out("version"),
        "decision-missing": _no_decision,
        "decision-before-the-act": _decided_early,
        "in-force-before-the-decision": _in_force_early,
        "decision-on-31-february": written("/decision/decided_on", "2026-02-31", "not-a-date"),
        "fine-negative": written("/fine/amount_vnd", -500_000, "too-small"),
        "fine-in-words": written("/fine/amount_vnd", "2.500.000 đ", "wrong-type"),
        "fine-above-the-tariff": written("/fine/amount_vnd", TOO_MUCH, "fine-out-of-bounds"),
        "suspension-the-act-does-not-carry": _unfounded_suspension,
        "returned-before-it-was-held": _returned_early,
        "source-of-another-police": _other_source,
        CUT: cut_off,
    }
)
__all__ = ["CASES", "CONTRADICTION", "TAKEN", "contradict"]
