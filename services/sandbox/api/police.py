"""Having the police station push a case, or play its scripted day."""

from __future__ import annotations

from typing import Any

from services.sandbox.api import examples
from services.sandbox.api.schemas import ScriptSchema, StationCaseSchema, SubmittedSchema
from services.sandbox.application.ports import PoliceLine, Store
from services.sandbox.application.station import Submitted, submit
from services.sandbox.demo.world import scripted_day
from shared.auth.access import public
from shared.kernel.clock import business_date
from shared.web.blueprint import Blueprint

REASON = "stands in for a police station; the push itself carries the station's own key"


def police_routes(store: Store, line: PoliceLine) -> Blueprint:
    """``/sandbox/police``."""
    routes = Blueprint("police", __name__, url_prefix="/sandbox/police", description="Police station")

    @routes.route("/cases", methods=["POST"])
    @public(REASON)
    @routes.arguments(StationCaseSchema, example=examples.STATION_CASE)
    @routes.response(201, SubmittedSchema, example=examples.SUBMITTED)
    def push_case(asked: dict[str, Any]) -> dict[str, Any]:
        """Push a case as one of the police clients; ``answer`` is what the violations service said."""
        return _shown(submit(store, line, client_id=asked["client"], record=asked["case"]))

    @routes.route("/script", methods=["POST"])
    @public(REASON)
    @routes.response(200, ScriptSchema, example=examples.SCRIPT)
    def play_script() -> dict[str, Any]:
        """Play the scripted day: a fine paid, a camera case corrected, a case withdrawn. Again changes nothing."""
        with store.reading() as shelves:
            load = shelves.demo.load()
        day = scripted_day(load.loaded_on if load else business_date(store.now()))
        return {"items": [_shown(submit(store, line, client_id=client, record=case)) for client, case in day]}

    return routes


def _shown(case: Submitted) -> dict[str, Any]:
    return {
        "id": case.id,
        "client_id": case.client_id,
        "sent": case.answer_status is not None,
        "answer_status": case.answer_status,
        "answer": dict(case.answer) if case.answer is not None else None,
    }
