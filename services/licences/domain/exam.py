"""A driving exam (sát hạch) as the state recorded it: the ground on which a licence rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.licences.domain.classes import Regime, class_fault
from shared.kernel.errors import Fault


class ExamResult(StrEnum):
    """KetQuaSH: đạt, rớt, vắng, không thi hết."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    LEFT = "left"


class ExamPartKind(StrEnum):
    """Theory (lý thuyết), simulation (mô phỏng), figure (sa hình), road (đường trường)."""

    THEORY = "theory"
    SIMULATION = "simulation"
    FIGURE = "figure"
    ROAD = "road"


@dataclass(frozen=True, slots=True)
class ExamPart:
    """One part of an exam: points reached out of how many."""

    kind: ExamPartKind
    score: int
    out_of: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that recognises a pass (quyết định công nhận trúng tuyển)."""

    number: str
    date: date


@dataclass(frozen=True, slots=True)
class Exam:
    """One person, one class, one session (kỳ sát hạch)."""

    id: str
    citizen_id: str
    regime: Regime
    licence_class: str
    session: str
    centre: str
    held_on: date
    result: ExamResult
    parts: tuple[ExamPart, ...]
    pass_decision: Decision | None
    version: int = 1


def exam_faults(record: Mapping[str, object], today: date) -> Iterator[Fault]:
    """What is impossible in an exam record: class, dates, scores, a decision without a pass."""
    regime, code = record.get("regime"), record.get("licence_class")
    if isinstance(regime, str) and isinstance(code, str):
        wrong = class_fault(regime, code)
        if wrong:
            yield Fault("/class", wrong, {"regime": str(regime), "licence_class": code})
    held_on = record.get("held_on")
    if isinstance(held_on, date) and held_on > today:
        yield Fault("/held_on", "in-the-future")
    decision = record.get("pass_decision")
    if isinstance(decision, Mapping):
        if record.get("result") not in {None, ExamResult.PASSED}:
            yield Fault("/pass_decision", "decision-without-pass")
        yield from decision_faults(decision, "/pass_decision", today, held_on if isinstance(held_on, date) else None)
    yield from _score_faults(record)


def decision_faults(
    decision: Mapping[str, object], pointer: str, today: date, earliest: date | None
) -> Iterator[Fault]:
    """A decision recognising a pass is neither dated ahead nor before the exam."""
    day = decision.get("date")
    if not isinstance(day, date):
        return
    if day > today:
        yield Fault(f"{pointer}/date", "in-the-future")
    elif earliest is not None and day < earliest:
        yield Fault(f"{pointer}/date", "date-too-early", {"earliest": earliest.isoformat()})


def _score_faults(record: Mapping[str, object]) -> Iterator[Fault]:
    parts = record.get("parts")
    if not isinstance(parts, Sequence):
        return
    seen: set[object] = set()
    for index, part in enumerate(parts):
        if not isinstance(part, Mapping):
            continue
        score, out_of, kind = part.get("score"), part.get("out_of"), part.get("kind")
        if isinstance(score, int) and isinstance(out_of, int) and score > out_of:
            yield Fault(f"/parts/{index}/score", "score-too-high", {"out_of": out_of})
        if kind is not None and kind in seen:
            yield Fault(f"/parts/{index}/kind", "repeated")
        seen.add(kind)
