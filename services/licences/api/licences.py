"""Licences over HTTP: finding them, their history, their loss."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.licences.api import examples as ex
from services.licences.api.agreed import reads_all, released
from services.licences.api.card_schemas import HistorySchema, LossReportRequestSchema, LossReportSchema
from services.licences.api.history_words import change_words, issuance_words, loss_words
from services.licences.api.schemas import LicenceSchema, LicenceSearchSchema, LicencesSchema
from services.licences.application.losing import LossOutcome, ReportLoss, report_loss, withdraw_loss
from services.licences.application.ports import LicenceQuery
from services.licences.application.read_models import History, LicenceView, StatusChange
from services.licences.application.register import Register
from services.licences.domain.issuance import Issuance
from services.licences.domain.loss import LossReport
from shared.auth.access import access, current, require_subject
from shared.kernel.errors import NotFound
from shared.web.blueprint import Blueprint
from shared.web.conditional import etag, etag_of, tagged
from shared.web.idempotency import Answer, idempotent
from shared.web.lookups import record_lookup

PREFIX = "/api/licences/v1"
_licence = LicenceSchema()
_loss = LossReportSchema()
_history = HistorySchema()


def own_citizen_id() -> str | None:
    """The citizen whose data alone may be touched; None for officers and systems."""
    principal = current().principal
    return (principal.citizen_id or "") if principal.kind == "citizen" else None


def loss_answer(outcome: LossOutcome, status: int) -> Answer:
    """A report of loss with the state of its card."""
    report = outcome.report
    body = _loss.dump(
        {
            **{name: getattr(report, name) for name in report.__slots__},
            "licence_id": outcome.licence_id,
            "card": outcome.card,
            "version": outcome.version,
        }
    )
    return Answer(status, body, {"ETag": etag(outcome.version)})


def licences_blueprint(register: Register) -> Blueprint:
    """Routes under ``/licences``."""
    blp = Blueprint("licences", __name__, url_prefix=PREFIX, description="Licences, their history and their loss.")
    _finding(blp, register)
    _losing(blp, register)
    return blp


def find_licence(register: Register, licence_id: str, *, losses: bool = False) -> LicenceView:
    """A licence this caller may know of, with its reports of loss if wanted. Raises NotFound."""
    query = LicenceQuery(licence_id=licence_id, of_citizen=own_citizen_id())
    found = register.reading.licences(query, on=register.clock.today(), losses=losses)
    if not found:
        raise NotFound("not-found")
    return found[0]


def _finding(blp: Blueprint, register: Register) -> None:
    @blp.route("/licences/search", methods=["POST"])
    @access("licences:read", "licences:standing", personal=True)
    @blp.arguments(LicenceSearchSchema, example=ex.LICENCE_SEARCH)
    @blp.response(200, LicencesSchema, example=ex.LICENCES)
    def search_licences(asked: dict[str, str]) -> Response:
        """Licences by number, personal number, old identity number or the serial of any card they ever had.

        A citizen finds their own only. The scope `licences:standing` shows validity only: `id`, `number`, `version`,
        of each part `kind`, `regime`, `classes`, `conditions`, `expires_on`, `on_card`, `valid_in_register`, of the
        card `serial` and `status`.
        """
        if "citizen_id" in asked:
            require_subject(asked["citizen_id"])
        query = LicenceQuery(**asked, of_citizen=own_citizen_id())
        found = register.reading.licences(query, on=register.clock.today(), losses=reads_all())
        persons = [licence.holder.citizen_id for licence in found]
        if not found and "citizen_id" in asked:
            persons = [asked["citizen_id"]]
        items = released([_licence.dump(licence) for licence in found], persons, of_licences=True)
        return jsonify({"items": items})

    @blp.route("/licences/<id:licence_id>")
    @access("licences:read", "licences:standing", personal=True)
    @tagged
    @blp.response(200, LicenceSchema, example=ex.LICENCE)
    def get_licence(licence_id: str) -> Response:
        """One licence, whole or (scope `licences:standing`) its validity only.

        The tag is that of the answer: it changes with the holder's data and with the day, too.
        """
        licence = find_licence(register, licence_id, losses=reads_all())
        (answer,) = released([_licence.dump(licence)], [licence.holder.citizen_id], of_licences=True)
        response = jsonify(answer)
        response.headers["ETag"] = etag_of(licence.version, response.get_data())
        return response

    @blp.route("/licences/<id:licence_id>/history")
    @access("licences:read", personal=True)
    @blp.response(200, HistorySchema, example=ex.HISTORY)
    def get_licence_history(licence_id: str) -> Response:
        """What happened to a licence: issuances, reports of loss, changes of its cards; newest first, 100 of each.

        Every entry says in words (`text`) what it means for the holder.
        """
        licence = find_licence(register, licence_id)
        history = register.reading.history(licence_id)
        (answer,) = released([{"history": _told(history)}], [licence.holder.citizen_id])
        return jsonify(answer.get("history", {}))


def _told(history: History) -> dict[str, Any]:
    issuances = [
        {**_members(view.issuance), "credential_id": view.credential_id, "text": issuance_words(view.issuance)}
        for view in history.issuances
    ]
    losses = [{**_members(report), "text": loss_words(report)} for report in history.loss_reports]
    changes = [{**_members(change), "text": change_words(change)} for change in history.status_changes]
    told: dict[str, Any] = _history.dump({"issuances": issuances, "loss_reports": losses, "status_changes": changes})
    return told


def _members(entry: Issuance | LossReport | StatusChange) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__slots__}


def _losing(blp: Blueprint, register: Register) -> None:
    @blp.route("/licences/<id:licence_id>/loss-reports", methods=["POST"])
    @access("licences:report-loss", personal=True, looks=False)
    @blp.arguments(LossReportRequestSchema, example=ex.LOSS_REQUEST)
    @blp.response(201, LossReportSchema, example=ex.LOSS_REPORT)
    @idempotent(lambda outcome: loss_answer(outcome, 201))
    def report_licence_loss(asked: dict[str, Any], licence_id: str) -> LossOutcome:
        """Report the current card lost: from now on it is `reported_lost` and valid nowhere.

        409 `loss-already-reported` while a report is open, `licence-revoked` for a revoked licence.
        """
        command = ReportLoss(licence_id=licence_id, of_citizen=own_citizen_id(), **asked)
        return report_loss(command, begin=register.begin, actor=current().actor)

    @blp.route("/licences/<id:licence_id>/loss-reports/<id:report_id>/withdraw", methods=["POST"])
    @access("licences:report-loss", personal=True)
    @blp.response(200, LossReportSchema, example=ex.LOSS_WITHDRAWN)
    def withdraw_loss_report(licence_id: str, report_id: str) -> Response:
        """The card was found: it is live again. Repeating it changes nothing, so no Idempotency-Key is asked for.

        409 `new-card-issued` once a new card has been issued: the found one is void and must be handed in;
        `licence-revoked`.
        """
        licence = find_licence(register, licence_id)
        record_lookup([licence.holder.citizen_id], ["loss_report"])  # the answer tells what was declared then
        outcome = withdraw_loss(
            licence_id=licence_id,
            report_id=report_id,
            of_citizen=own_citizen_id(),
            begin=register.begin,
            actor=current().actor,
        )
        answer = loss_answer(outcome, 200)
        response = jsonify(answer.body)
        response.headers.update(answer.headers)
        return response
