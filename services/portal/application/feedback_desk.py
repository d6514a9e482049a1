"""What pages and machines ask of the book of feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from services.portal.application.feedback import Clock, Content, Feedback, Kind, Outcome
from services.portal.application.ports import Citizen
from shared.kernel.actor import Actor
from shared.kernel.words import Words
from shared.kernel.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """What is sent. ``key`` is its one-time name: sent again under it, it is the first one.

    ``matter`` names what it is about where several may be about the same (a dossier's code); ``follows`` is an earlier
    feedback of the same person that this one takes up again.
    """

    kind: Kind
    key: str
    content: Content = field(repr=False)
    application_id: str | None = None
    matter: str | None = field(default=None, repr=False)
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A feedback and its clock at one moment."""

    feedback: Feedback
    clock: Clock


class Calendars(Protocol):
    """The working days of state bodies."""

    def around(self, day: date) -> WorkingCalendar:
        """From the year before ``day`` to the year after. Raises Unavailable if it was never heard of."""
        ...


class FeedbackBook(Protocol):
    """All feedback, its words sealed. ``calendar`` is what its limits are counted in."""

    def send(self, new: NewFeedback, *, actor: Actor, calendar: WorkingCalendar) -> Seen:
        """Take one in. Raises Conflict ``feedback-open`` (with ``id``) while one on the same matter is open."""
        ...

    def own(self, citizen_id: str) -> Sequence[Feedback]:
        """A citizen's own, newest first, at most fifty."""
        ...

    def one_of(self, citizen_id: str, feedback_id: str) -> Feedback:
        """One of a citizen's own. Raises NotFound for anybody else's."""
        ...

    def reply(self, citizen: Citizen, feedback_id: str, text: str, *, calendar: WorkingCalendar) -> None:
        """Answer the question. Raises NotFound, Conflict."""
        ...

    def judge(self, citizen: Citizen, feedback_id: str, *, helped: bool, calendar: WorkingCalendar) -> None:
        """Say whether the answer helped. Raises NotFound, Conflict."""
        ...

    def read(self, feedback_id: str, *, actor: Actor) -> Feedback:
        """Any, for officers; the look is written down first, and its sender sees the first one. Raises NotFound."""
        ...

    def worklist(self, kind: Kind | None, after: tuple[str, str] | None, limit: int) -> Sequence[tuple[date, Feedback]]:
        """Those somebody owes an answer to, the earliest limit first, with that limit."""
        ...

    def decide(self, feedback_id: str, outcome: Outcome, text: str, *, actor: Actor, calendar: WorkingCalendar) -> Seen:
        """Forward, refuse, ask or answer. Raises NotFound, Conflict."""
        ...


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """As much of a citizen's dossier as complaining about it or rating it needs."""

    id: str
    code: str
    state: str
    refusal: Words | None

    @property
    def refused(self) -> bool:
        """Whether there is a refusal to complain about."""
        return self.state in REFUSED

    @property
    def finished(self) -> bool:
        """Whether it has a result that can be rated."""
        return self.state in FINISHED


REFUSED = frozenset({"refused", "stopped"})
FINISHED = frozenset({"issued", "delivered", "refused"})


class OwnDossiers(Protocol):
    """The citizen's dossiers at renewals."""

    def dossier(self, citizen: Citizen, application_id: str) -> OwnDossier:
        """One. Raises NotFound, Unavailable."""
        ...

    def dossiers(self, citizen: Citizen) -> Sequence[OwnDossier]:
        """The newest. Raises Unavailable."""
        ...
