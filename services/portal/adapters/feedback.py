"""The book of feedback in the portal's database: words and senders sealed, states and limits in clear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from services.portal.adapters.feedback_tables import FEEDBACK, FEEDBACK_STEPS
from services.portal.application.feedback import (
    OPEN,
    Act,
    Content,
    Feedback,
    Kind,
    Outcome,
    State,
    Step,
    clock_of,
    decided,
    judged,
    replied,
)
from services.portal.application.feedback_desk import NewFeedback, Seen
from services.portal.application.ports import Citizen
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.kernel.clock import business_date
from shared.kernel.errors import Conflict, NotFound
from shared.kernel.ids import new_id
from shared.kernel.working_days import WorkingCalendar
from shared.web.pages.sealing import Sealer

MOST_SHOWN = 50
MOST_STEPS = 20
"""Received, read, forwarded, asked, replied, answered, rated: no feedback has more, whatever is done to it."""

YES, NO = "yes", "no"


class SqlFeedbackBook:
    """See :class:`services.portal.application.feedback_desk.FeedbackBook`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def send(self, new: NewFeedback, *, actor: Actor, calendar: WorkingCalendar) -> Seen:
        key = self._sealer.index(f"feedback-key:{actor.client_id}:{actor.subject}:{new.key}")
        feedback_id = new_id()
        matter = self._matter(new, feedback_id)
        with self._database.begin(actor, "feedback-numbers", f"feedback-matter:{matter}") as work:
            known = self._one(work.connection, FEEDBACK.c.key_index == key)
            if known is None:
                earlier = self._all(work.connection, FEEDBACK.c.matter_index == matter, MOST_SHOWN)
                still_open = next((one for one in earlier if one.state in OPEN), None)
                if still_open is not None:
                    raise Conflict("feedback-open", id=still_open.id)
                known = self._add(work, new, feedback_id, key=key, matter=matter, order=len(earlier) + 1)
                seen = self._seen(work, known, calendar)
            else:
                seen = Seen(known, clock_of(known, calendar, business_date(work.now)))
            return work.commit(seen)

    def own(self, citizen_id: str) -> Sequence[Feedback]:
        with self._database.read() as connection:
            return self._all(connection, FEEDBACK.c.citizen_index == self._owner(citizen_id), MOST_SHOWN)

    def one_of(self, citizen_id: str, feedback_id: str) -> Feedback:
        with self._database.read() as connection:
            return self._own(connection, citizen_id, feedback_id)

    def reply(self, citizen: Citizen, feedback_id: str, text: str, *, calendar: WorkingCalendar) -> None:
        with self._database.begin(_actor(citizen), f"feedback:{feedback_id}") as work:
            found = self._own(work.connection, citizen.citizen_id, feedback_id)
            self._went_on(work, found, Act.REPLY, replied(found), calendar, text=text)
            work.commit()

    def judge(self, citizen: Citizen, feedback_id: str, *, helped: bool, calendar: WorkingCalendar) -> None:
        with self._database.begin(_actor(citizen), f"feedback:{feedback_id}") as work:
            found = self._own(work.connection, citizen.citizen_id, feedback_id)
            after = judged(found)
            work.connection.execute(update(FEEDBACK).where(FEEDBACK.c.id == feedback_id).values(helped=helped))
            self._went_on(work, found, Act.RATE, after, calendar, text=YES if helped else NO)
            work.commit()

    def read(self, feedback_id: str, *, actor: Actor) -> Feedback:
        with self._database.begin(actor, f"feedback:{feedback_id}") as work:
            found = self._find(work.connection, feedback_id)
            if found.last(Act.READ) is None:
                self._step(work, feedback_id, len(found.steps) + 1, Act.READ)
            work.audit(f"feedback:{feedback_id}", "feedback.read", {})
            return work.commit(self._find(work.connection, feedback_id))

    def worklist(self, kind: Kind | None, after: tuple[str, str] | None, limit: int) -> Sequence[tuple[date, Feedback]]:
        table = FEEDBACK.c
        query = select(FEEDBACK).where(table.due_on.is_not(None))
        if kind is not None:
            query = query.where(table.kind == kind)
        if after is not None:
            day, last = date.fromisoformat(after[0]), after[1]
            query = query.where(or_(table.due_on > day, and_(table.due_on == day, table.id > last)))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(table.due_on, table.id).limit(limit)).all()
            return [(row.due_on, one) for row, one in zip(rows, self._read(connection, rows), strict=True)]

    def decide(self, feedback_id: str, outcome: Outcome, text: str, *, actor: Actor, calendar: WorkingCalendar) -> Seen:
        with self._database.begin(actor, f"feedback:{feedback_id}") as work:
            found = self._find(work.connection, feedback_id)
            after = decided(found, outcome)
            return work.commit(self._went_on(work, found, Act(outcome), after, calendar, text=text))

    def _add(
        self, work: UnitOfWork, new: NewFeedback, feedback_id: str, *, key: str, matter: str, order: int
    ) -> Feedback:
        received_on = business_date(work.now)
        last = select(func.max(FEEDBACK.c.number)).where(FEEDBACK.c.received_on == received_on)
        work.connection.execute(
            insert(FEEDBACK).values(
                id=feedback_id,
                key_index=key,
                received_on=received_on,
                number=(work.connection.execute(last).scalar() or 0) + 1,
                kind=new.kind,
                state=State.RECEIVED,
                matter_index=matter,
                matter_order=order,
                citizen_index=self._owner(new.content.citizen_id) if new.content.citizen_id else None,
                application_id=new.application_id,
                received_at=work.now,
                sealed=self._sealer.seal(asdict(new.content), bound_to=feedback_id),
            )
        )
        self._step(work, feedback_id, 1, Act.SEND)
        work.audit(f"feedback:{feedback_id}", "feedback.send", {"kind": new.kind.value, "order": order})
        return self._find(work.connection, feedback_id)

    def _went_on(
        self,
        work: UnitOfWork,
        found: Feedback,
        act: Act,
        after: State,
        calendar: WorkingCalendar,
        *,
        text: str,
    ) -> Seen:
        self._step(work, found.id, len(found.steps) + 1, act, text)
        work.connection.execute(update(FEEDBACK).where(FEEDBACK.c.id == found.id).values(state=after))
        work.audit(f"feedback:{found.id}", f"feedback.{act}", {"state": after.value})
        return self._seen(work, self._find(work.connection, found.id), calendar)

    def _step(self, work: UnitOfWork, feedback_id: str, number: int, act: Act, text: str | None = None) -> None:
        sealed = None if text is None else self._sealer.seal(text, bound_to=f"{feedback_id}:{number}")
        by = work.actor.kind
        work.connection.execute(
            insert(FEEDBACK_STEPS).values(
                feedback_id=feedback_id, number=number, at=work.now, act=act, by=by, sealed=sealed
            )
        )

    def _seen(self, work: UnitOfWork, feedback: Feedback, calendar: WorkingCalendar) -> Seen:
        """The feedback with its clock; the limit is written down for the order of the worklist."""
        clock = clock_of(feedback, calendar, business_date(work.now))
        work.connection.execute(update(FEEDBACK).where(FEEDBACK.c.id == feedback.id).values(due_on=clock.due_on))
        return Seen(feedback, clock)

    def _matter(self, new: NewFeedback, feedback_id: str) -> str:
        if new.follows is not None:
            with self._database.read() as connection:
                self._own(connection, new.content.citizen_id, new.follows)
                query = select(FEEDBACK.c.matter_index).where(FEEDBACK.c.id == new.follows)
                return str(connection.execute(query).scalar_one())
        matter = f"{new.kind}:{new.matter}:{new.content.citizen_id}" if new.matter else feedback_id
        return self._sealer.index(f"feedback-matter:{matter}")

    def _owner(self, citizen_id: str) -> str:
        return self._sealer.index(f"citizen:{citizen_id}")

    def _own(self, connection: Connection, citizen_id: str, feedback_id: str) -> Feedback:
        mine = and_(FEEDBACK.c.id == feedback_id, FEEDBACK.c.citizen_index == self._owner(citizen_id))
        return _there(self._one(connection, mine))

    def _find(self, connection: Connection, feedback_id: str) -> Feedback:
        return _there(self._one(connection, FEEDBACK.c.id == feedback_id))

    def _one(self, connection: Connection, which: Any) -> Feedback | None:
        return next(iter(self._all(connection, which, 1)), None)

    def _all(self, connection: Connection, which: Any, limit: int) -> list[Feedback]:
        query = select(FEEDBACK).where(which).order_by(FEEDBACK.c.received_at.desc(), FEEDBACK.c.id.desc())
        return self._read(connection, connection.execute(query.limit(limit)).all())

    def _read(self, connection: Connection, rows: Sequence[Row[Any]]) -> list[Feedback]:
        table = FEEDBACK_STEPS.c
        query = select(FEEDBACK_STEPS).where(table.feedback_id.in_([row.id for row in rows]))
        steps: dict[str, list[Step]] = {row.id: [] for row in rows}
        ordered = query.order_by(table.feedback_id, table.number).limit(MOST_STEPS * max(1, len(rows)))
        for row in connection.execute(ordered):
            steps[row.feedback_id].append(self._read_step(row))
        return [_feedback(row, steps[row.id], self._unseal) for row in rows]

    def _read_step(self, row: Row[Any]) -> Step:
        text = None if row.sealed is None else self._unseal(row.sealed, f"{row.feedback_id}:{row.number}")
        return Step(row.at, Act(row.act), row.by, text)

    def _unseal(self, sealed: str, bound_to: str) -> Any:
        return self._sealer.unseal(sealed, bound_to=bound_to)


def _feedback(row: Row[Any], steps: Iterable[Step], unseal: Callable[[str, str], Any]) -> Feedback:
    content = unseal(row.sealed, row.id)
    return Feedback(
        id=row.id,
        code=f"PA-{row.received_on:%y%m%d}-{row.number:06d}",
        kind=Kind(row.kind),
        state=State(row.state),
        order=row.matter_order,
        received_at=row.received_at,
        application_id=row.application_id,
        helped=row.helped,
        steps=tuple(steps),
        content=Content(**content) if isinstance(content, dict) else Content(text=""),
    )


def _there(found: Feedback | None) -> Feedback:
    if found is None:
        raise NotFound("not-found")
    return found


def _actor(citizen: Citizen) -> Actor:
    return Actor(kind="citizen", subject=citizen.account_id, client_id="portal")
