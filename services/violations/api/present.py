"""Domain and application results as the documents that the schemas dump."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from services.violations.api.texts import NOTICES
from services.violations.application.ports import Batch, KeptVersion, RecordedRestoration, Rejection, StoredCase
from services.violations.application.reading import CaseFile
from services.violations.application.sources import SourceReport
from services.violations.application.standings import Answer
from services.violations.domain.agencies import Agencies
from services.violations.domain.blocking import Block, Reason
from services.violations.domain.case import Case
from services.violations.domain.freshness import SourceState
from services.violations.domain.standing import StandingWarning
from shared.http.languages import choose_language


def standing_document(answer: Answer, agencies: Agencies) -> dict[str, Any]:
    """A standing."""
    found = answer.standing
    return {
        "id": answer.id,
        "person": answer.person,
        "citizen_id": answer.citizen_id,
        "as_of": answer.as_of,
        "on": found.on,
        "hypothetical": answer.hypothetical,
        "verdict": found.verdict,
        "parts": {part.value: state for part, state in found.parts.items()},
        "blocking": [_block(block, agencies) for block in found.blocking],
        "warnings": [_warning(warning) for warning in found.warnings],
        "sources": [_source(state, agencies) for state in found.sources],
    }


def case_document(stored: StoredCase) -> dict[str, Any]:
    """A case at its highest version."""
    return {
        **_content(stored.known.case),
        "id": stored.known.id,
        "settlement": stored.known.settlement,
        "recorded_at": stored.recorded_at,
        "updated_at": stored.updated_at,
    }


def file_document(found: CaseFile) -> dict[str, Any]:
    """A case with its versions."""
    return {**case_document(found.stored), "versions": [_version(kept) for kept in found.versions]}


def batch_document(batch: Batch) -> dict[str, Any]:
    """A batch, its rejections in the caller's language."""
    counts = batch.counts
    return {
        "id": batch.id,
        "received": batch.received,
        "processed": batch.next_index,
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "stale": counts.stale,
        "rejected": counts.rejected,
        "rejections": [_rejection(rejection) for rejection in batch.rejections],
        "started_at": batch.started_at,
        "finished_at": batch.finished_at,
    }


def restoration_document(recorded: RecordedRestoration) -> dict[str, Any]:
    """A restoration, without the personal number."""
    test = recorded.restoration
    return {
        "id": recorded.id,
        "part": test.part,
        "passed_on": test.passed_on,
        "decision": test.decision,
        "recorded_at": recorded.recorded_at,
    }


def source_document(report: SourceReport, agencies: Agencies, *, max_silence_hours: float) -> dict[str, Any]:
    """A police source with its counts."""
    return {
        **_source(report.state, agencies),
        "cases": report.cases,
        "records": report.records,
        "rejects": report.rejects,
        "max_silence_hours": max_silence_hours,
    }


def _block(block: Block, agencies: Agencies) -> dict[str, Any]:
    agency = agencies.agency(block.source)
    return {
        "case_id": block.case_id,
        "case_number": block.case_number,
        "source": block.source,
        "reason": block.reason,
        "part": block.part,
        "since": block.since,
        "until": block.until,
        "amount_vnd": block.amount_vnd,
        "settle_at": {
            "agency": agency.code,
            "agency_name": {"vi": agency.name_vi, "en": agency.name_en},
            "address": agency.address,
        },
        "payable_online": block.reason is Reason.FINE_UNPAID and agency.payable_online,
    }


def _warning(warning: StandingWarning) -> dict[str, Any]:
    words = NOTICES[warning.code].fill(source=warning.source)
    return {
        "code": warning.code,
        "text": {"vi": words.vi, "en": words.en},
        "case_id": warning.case_id,
        "case_number": warning.case_number,
        "source": warning.source,
        "part": warning.part,
    }


def _source(state: SourceState, agencies: Agencies) -> dict[str, Any]:
    agency = agencies.agency(state.source)
    return {
        "source": state.source,
        "agency": {"vi": agency.name_vi, "en": agency.name_en},
        "last_received_at": state.last_received_at,
        "fresh": state.fresh,
        "required_for_clearance": state.required,
    }


def _content(case: Case) -> dict[str, Any]:
    return {
        "source": case.source,
        "case_number": case.case_number,
        "version": case.version,
        "occurred_at": case.occurred_at,
        "place": case.place,
        "subject": case.subject,
        "vehicle": case.vehicle,
        "acts": [{"code": code} for code in case.acts],
        "decision": case.decision,
        "fine": case.fine,
        "suspension": case.suspension,
        "points": case.points,
        "held_items": case.held_items,
        "status": case.status,
    }


def _version(kept: KeptVersion) -> dict[str, Any]:
    return {
        "version": kept.version,
        "received_at": kept.received_at,
        "received_from": kept.received_from,
        "case": _content(kept.case),
    }


def _rejection(rejection: Rejection) -> dict[str, Any]:
    problems = current_app.extensions["gplx-problems"]
    language = choose_language(request.headers.get("Accept-Language"))
    return {
        "index": rejection.index,
        "case_number": rejection.case_number,
        "errors": [
            {
                "pointer": fault.pointer,
                "code": fault.code,
                "detail": problems.sentence(fault.code, language, fault.params) or fault.code,
            }
            for fault in rejection.faults
        ],
    }
