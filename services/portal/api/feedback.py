"""Feedback for machines: what the national portal sends, what officers have to answer and how they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.api import examples
from services.portal.api.schemas import (
    AnswerRequestSchema,
    FeedbackDetailSchema,
    FeedbackRequestSchema,
    FeedbackSchema,
    WorklistArgs,
)
from services.portal.application.feedback import Content, Feedback, clock_of
from services.portal.application.feedback_desk import Calendars, FeedbackBook, NewFeedback, Seen
from shared.auth.access import access, current
from shared.kernel.clock import Clock
from shared.web.blueprint import Blueprint
from shared.web.idempotency import Answer, idempotent
from shared.web.paging import make_page
from shared.web.schemas import PageSchema

HOME = "/api/portal/v1/feedback"
_SHORT = FeedbackSchema()


def feedback_routes(book: FeedbackBook, calendars: Calendars, clock: Clock) -> Blueprint:
    """``/feedback``."""
    blp = Blueprint(
        "feedback_api", __name__, url_prefix="/api/portal/v1", description="Feedback (phản ánh, kiến nghị)."
    )

    @blp.route("/feedback", methods=["POST"])
    @access("feedback:send", kinds={"system"}, personal=True, looks=False)
    @blp.arguments(FeedbackRequestSchema, example=examples.REQUEST)
    @blp.response(201, FeedbackSchema, example=examples.FEEDBACK)
    @idempotent(lambda seen: _answer(seen, 201))
    def send_feedback(asked: dict[str, Any]) -> Seen:
        """Pass on what a citizen wrote elsewhere. The same `reference` again is the first one, whatever its key."""
        calendar = calendars.around(clock.today())
        return book.send(_new(asked), actor=current().actor, calendar=calendar)

    @blp.route("/feedback", methods=["GET"])
    @access("feedback:answer", kinds={"officer"})
    @blp.arguments(WorklistArgs, location="query")
    @blp.response(200, PageSchema(FeedbackSchema), example={"items": [examples.FEEDBACK], "next": None})
    def list_feedback(query: dict[str, Any]) -> dict[str, Any]:
        """What is to be answered, the earliest limit first; nothing of what was written."""
        after = None if query["after"] is None else _place(query["after"])
        found = book.worklist(query["kind"], after, query["limit"] + 1)
        page = make_page(found, lambda entry: (entry[0].isoformat(), entry[1].id), limit=query["limit"])
        calendar = calendars.around(clock.today())
        shown = [_shown(Seen(one, clock_of(one, calendar, clock.today()))) for _, one in page["items"]]
        return {**page, "items": shown}

    # The look is kept with the feedback itself, where its sender sees it; the portal has no other log of looks.
    @blp.route("/feedback/<id:feedback_id>", methods=["GET"])
    @access("feedback:answer", kinds={"officer"}, personal=True, looks=False)
    @blp.response(200, FeedbackDetailSchema, example=examples.DETAIL)
    def get_feedback(feedback_id: str) -> dict[str, Any]:
        """One with all that was written. Its sender sees that it was read."""
        found = book.read(feedback_id, actor=current().actor)
        calendar = calendars.around(clock.today())
        return _whole(Seen(found, clock_of(found, calendar, clock.today())))

    @blp.route("/feedback/<id:feedback_id>/answers", methods=["POST"])
    @access("feedback:answer", kinds={"officer"}, personal=True, looks=False)
    @blp.arguments(AnswerRequestSchema, example=examples.ANSWER)
    @blp.response(200, FeedbackSchema, example=examples.FORWARDED)
    @idempotent(lambda seen: _answer(seen, 200))
    def answer_feedback(asked: dict[str, Any], feedback_id: str) -> Seen:
        """Forward it, refuse it, ask its sender (once), or answer it; the words are shown to the sender."""
        calendar = calendars.around(clock.today())
        return book.decide(feedback_id, asked["outcome"], asked["text"], actor=current().actor, calendar=calendar)

    return blp


def _new(asked: Mapping[str, Any]) -> NewFeedback:
    sender = asked["sender"]
    content = Content(
        text=asked["text"],
        full_name=sender["full_name"],
        citizen_id=sender["citizen_id"] or "",
        phone=sender["phone"] or "",
        email=sender["email"] or "",
    )
    return NewFeedback(asked["kind"], asked["reference"], content, matter=asked["dossier_code"])


def _place(after: tuple[Any, ...]) -> tuple[str, str]:
    return str(after[0]), str(after[1])


def _answer(seen: Seen, status: int) -> Answer:
    headers = {"Location": f"{HOME}/{seen.feedback.id}"} if status == 201 else {}
    return Answer(status, _SHORT.dump(_shown(seen)), headers)


def _shown(seen: Seen) -> dict[str, Any]:
    one, clock = seen.feedback, seen.clock
    return {
        "id": one.id,
        "code": one.code,
        "kind": one.kind,
        "state": one.state,
        "escalated": one.escalated,
        "agency": one.agency,
        "application_id": one.application_id,
        "received_at": one.received_at,
        "forward_by": clock.first_on,
        "ask_by": clock.ask_on,
        "answer_by": clock.answer_on,
        "due_on": clock.due_on,
        "late_by": clock.late_by,
        "paused": clock.paused,
    }


def _whole(seen: Seen) -> dict[str, Any]:
    one: Feedback = seen.feedback
    content = one.content
    return {
        **_shown(seen),
        "sender": {
            "full_name": content.full_name,
            "citizen_id": content.citizen_id or None,
            "phone": content.phone or None,
            "email": content.email or None,
        },
        "about": content.about or None,
        "text": content.text,
        "wanted": content.wanted or None,
        "steps": one.steps,
    }
