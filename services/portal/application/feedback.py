"""Feedback of citizens (phản ánh, kiến nghị, khiếu nại): its kinds, its states, and the clock that runs on each.

Limits in working days as the national portal keeps them: passed on or refused within 2, asked about within 5, answered
within 15. The day of receipt is not counted (Bộ luật Dân sự 91/2015/QH13, Điều 147.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from shared.kernel.clock import business_date
from shared.kernel.errors import Conflict
from shared.kernel.words import Words
from shared.kernel.working_days import WorkingCalendar

PASSED_ON_WITHIN = 2
ASKED_WITHIN = 5
ANSWERED_WITHIN = 15

HANDLING_AGENCY = Words("Cục Cảnh sát giao thông", "the Traffic Police Department")
SUPERVISING_AGENCY = Words("Bộ Công an", "the Ministry of Public Security")
"""Who answers the first time, and who oversees them and answers the second time (Luật Khiếu nại 02/2011 Điều 7.1)."""


class Kind(StrEnum):
    """What it is: a correction of the register's data (yêu cầu chỉnh sửa), a complaint (khiếu nại), feedback
    (phản ánh, kiến nghị), or a look at one's data that is disputed (tra cứu không rõ lý do).
    """

    CORRECTION = "correction"
    COMPLAINT = "complaint"
    FEEDBACK = "feedback"
    LOOK_UP = "look_up"


class State(StrEnum):
    """Where it is: received (đã tiếp nhận), forwarded (đã chuyển xử lý), refused (không tiếp nhận), asked (yêu cầu bổ
    sung thông tin), answered (đã trả lời), closed (đã kết thúc).
    """

    RECEIVED = "received"
    FORWARDED = "forwarded"
    REFUSED = "refused"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What an officer does with it: pass it on, refuse it, ask its sender, answer."""

    FORWARD = "forward"
    REFUSE = "refuse"
    ASK = "ask"
    ANSWER = "answer"


class Act(StrEnum):
    """What happened to it: ``send``, ``reply`` and ``rate`` are the sender's; ``read`` an officer's first look."""

    SEND = "send"
    READ = "read"
    FORWARD = "forward"
    REFUSE = "refuse"
    ASK = "ask"
    REPLY = "reply"
    ANSWER = "answer"
    RATE = "rate"


IN_HAND = frozenset({State.RECEIVED, State.FORWARDED})
OPEN = IN_HAND | {State.ASKED}

AFTER: Mapping[Outcome, tuple[frozenset[State], State]] = MappingProxyType(
    {
        Outcome.FORWARD: (frozenset({State.RECEIVED}), State.FORWARDED),
        Outcome.REFUSE: (frozenset({State.RECEIVED}), State.REFUSED),
        Outcome.ASK: (IN_HAND, State.ASKED),
        Outcome.ANSWER: (IN_HAND, State.ANSWERED),
    }
)
"""From which states an outcome leads where."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. ``by`` is ``citizen``, ``officer`` or ``system``; ``text`` what was said then."""

    at: datetime
    act: Act
    by: str
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """What was written, and by whom; sealed where it is kept. ``about`` is what it is about, in a few words."""

    text: str
    about: str = ""
    wanted: str = ""
    full_name: str = ""
    citizen_id: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One feedback with everything that happened to it, oldest first. ``order`` counts those on the same matter."""

    id: str
    code: str
    kind: Kind
    state: State
    order: int
    received_at: datetime
    application_id: str | None
    helped: bool | None
    steps: tuple[Step, ...]
    content: Content = field(repr=False)

    @property
    def escalated(self) -> bool:
        """Whether the agency that oversees answers it: from the second on the same matter."""
        return self.order > 1

    @property
    def agency(self) -> Words:
        """Who answers it."""
        return SUPERVISING_AGENCY if self.escalated else HANDLING_AGENCY

    def last(self, *acts: Act) -> Step | None:
        """The last step of these kinds."""
        return next((step for step in reversed(self.steps) if step.act in acts), None)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time limits of one feedback. ``due_on`` is the next duty's, None while nobody owes anything.

    ``late_by`` counts working days past the limit of the next duty, or, when it is over, of the answer. ``left`` are
    the working days to ``due_on``, ``answer_left`` those to ``answer_on``, both negative past it. ``paused`` since the
    sender was asked.
    """

    first_on: date
    ask_on: date
    answer_on: date
    due_on: date | None
    left: int | None
    answer_left: int
    late_by: int
    paused: bool


def pauses(steps: Sequence[Step]) -> list[tuple[date, date | None]]:
    """From the day each question was asked to the day it was answered; None: not yet."""
    found: list[tuple[date, date | None]] = []
    for step in steps:
        day = business_date(step.at)
        if step.act is Act.ASK:
            found.append((day, None))
        elif step.act is Act.REPLY and found:
            found[-1] = (found[-1][0], day)
    return found


def clock_of(feedback: Feedback, calendar: WorkingCalendar, today: date) -> Clock:
    """The clock as it stands on a day. Working days spent waiting for the sender are added to the answer's limit."""
    received = business_date(feedback.received_at)
    waited = sum(max(0, calendar.between(start, end or today)) for start, end in pauses(feedback.steps))
    first, ask = calendar.add(received, PASSED_ON_WITHIN), calendar.add(received, ASKED_WITHIN)
    answer = calendar.add(received, ANSWERED_WITHIN + waited)
    due = first if feedback.state is State.RECEIVED and feedback.last(Act.REPLY) is None else answer
    answer_left = calendar.between(today, answer)
    if feedback.state in IN_HAND:
        left = calendar.between(today, due)
        return Clock(first, ask, answer, due, left, answer_left, max(0, -left), paused=False)
    if feedback.state is State.ASKED:
        return Clock(first, ask, answer, None, None, answer_left, 0, paused=True)
    done = feedback.last(Act.ANSWER, Act.REFUSE)
    limit = first if done is not None and done.act is Act.REFUSE else answer
    late = 0 if done is None else max(0, calendar.between(limit, business_date(done.at)))
    return Clock(first, ask, answer, None, None, answer_left, late, paused=False)


def decided(feedback: Feedback, outcome: Outcome) -> State:
    """The state after an officer's outcome.

    Raises Conflict ``feedback-state`` where it does not fit the state, ``feedback-asked-before`` for a second question:
    a sender is asked once.
    """
    allowed, after = AFTER[outcome]
    if feedback.state not in allowed:
        raise Conflict("feedback-state", state=feedback.state)
    if outcome is Outcome.ASK and feedback.last(Act.ASK) is not None:
        raise Conflict("feedback-asked-before")
    return after


def replied(feedback: Feedback) -> State:
    """The state after the sender's reply: back to where it was asked from. Raises Conflict ``feedback-state``."""
    if feedback.state is not State.ASKED:
        raise Conflict("feedback-state", state=feedback.state)
    return State.RECEIVED if feedback.last(Act.FORWARD) is None else State.FORWARDED


def judged(feedback: Feedback) -> State:
    """The state after the sender said whether the answer helped. Raises Conflict ``feedback-state``."""
    if feedback.state is not State.ANSWERED:
        raise Conflict("feedback-state", state=feedback.state)
    return State.CLOSED
