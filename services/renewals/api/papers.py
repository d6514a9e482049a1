"""The papers of a dossier over HTTP."""

from __future__ import annotations

from flask import Response

from services.renewals.api.rendering import me
from services.renewals.application.papers import content_of, show_paper
from services.renewals.application.ports import Ports
from services.renewals.domain.papers import PaperKind
from shared.auth.access import access
from shared.kernel.errors import NotFound
from shared.web.blueprint import Blueprint
from shared.web.conditional import tagged
from shared.web.lookups import record_lookup

PDF = "application/pdf"


def paper_routes(ports: Ports) -> Blueprint:
    """``/applications/{id}/papers``."""
    blp = Blueprint("papers", __name__, url_prefix="/api/renewals/v1", description="Papers (giấy tờ).")

    @blp.route("/applications/<id:application_id>/papers/<kind>", methods=["GET"])
    @access("renewals:read", personal=True)
    @tagged
    @blp.response(200, {"type": "string", "format": "binary"}, content_type=PDF)
    def get_paper(application_id: str, kind: str) -> Response:
        """A paper as sealed PDF/A: the `acknowledgement` (giấy tiếp nhận và hẹn trả kết quả), the `receipt` (biên lai).

        The bytes never change: the tag is their SHA-256. 404 `paper-not-ready` until what it says has come true.
        """
        _caller, citizen_id = me()
        if kind not in set(PaperKind):
            raise NotFound("not-found")
        paper, whose = show_paper(ports, application_id, PaperKind(kind), of_citizen=citizen_id)
        record_lookup([whose], ["application"])
        answer = Response(content_of(ports, paper), mimetype=PDF)
        answer.set_etag(paper.sha256)
        answer.headers["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
        return answer

    return blp
