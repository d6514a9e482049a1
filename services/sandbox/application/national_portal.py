"""What the national portal does with what it is sent. It takes a repeated step twice: senders must see to that."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from services.sandbox.application.behaviours import take
from services.sandbox.application.ports import Store, Work
from services.sandbox.domain.behaviour import Part, Trait
from services.sandbox.domain.national_portal import (
    SESSION_LIFE,
    ErrorCode,
    PortalDossier,
    Service,
    faults_of_dossier,
    faults_of_progress,
)
from shared.kernel.actor import Actor

SENDER = Actor(kind="system", subject="national-portal", client_id="national-portal")
Answer = dict[str, Any]


def log_in(store: Store) -> Answer:
    """A session of 30 minutes."""
    session = secrets.token_urlsafe(24)
    with store.begin(SENDER) as work:
        work.national_portal.open_session(_fingerprint(session), work.now + SESSION_LIFE)
        work.commit()
    return {"error_code": ErrorCode.DONE, "session": session}


def serve(store: Store, asked: dict[str, Any]) -> Answer:
    """One call; faults are told as the portal tells them, by ``error_code``."""
    if take(store, Part.NATIONAL_PORTAL, Trait.REFUSE):
        return _no(ErrorCode.REFUSED, "Hệ thống đang bận, vui lòng thử lại")
    service = asked["service"]
    with store.begin(SENDER, "national-portal") as work:
        if not work.national_portal.session_holds(_fingerprint(asked["session"]), work.now):
            return _no(ErrorCode.NO_SESSION, "Phiên làm việc không hợp lệ hoặc đã hết hạn")
        if service == Service.LOOK_UP:
            return _look_up(work, str(asked.get("MaHoSo") or ""))
        answer = _DOERS[service](work, asked.get("data") or [])
        if answer["error_code"] == ErrorCode.DONE:
            work.commit()
        return answer


def _sync(work: Work, records: list[dict[str, Any]]) -> Answer:
    for record in records:
        faults = faults_of_dossier(record)
        if faults:
            return _no(ErrorCode.FAULTY, "Sai dữ liệu: " + ", ".join(faults))
        work.national_portal.put(record["MaHoSo"], record, work.now)
    return {"error_code": ErrorCode.DONE}


def _progress(work: Work, records: list[dict[str, Any]]) -> Answer:
    for record in records:
        faults = faults_of_progress(record)
        if faults:
            return _no(ErrorCode.FAULTY, "Sai dữ liệu: " + ", ".join(faults))
        if work.national_portal.get(record["MaHoSo"]) is None:
            return _no(ErrorCode.UNKNOWN_DOSSIER, "Không tìm thấy hồ sơ")
        work.national_portal.add_step(record["MaHoSo"], record, work.now)
    return {"error_code": ErrorCode.DONE}


def _look_up(work: Work, code: str) -> Answer:
    found = work.national_portal.get(code)
    if found is None:
        return _no(ErrorCode.UNKNOWN_DOSSIER, "Không tìm thấy hồ sơ")
    return {"error_code": ErrorCode.DONE, "data": [found.record | {"TienDo": list(found.progress)}]}


_DOERS = {Service.SYNC_DOSSIERS: _sync, Service.UPDATE_PROGRESS: _progress}


def newest(store: Store, most: int) -> list[PortalDossier]:
    """What came in last."""
    with store.reading() as shelves:
        return list(shelves.national_portal.newest(most))


def _no(code: ErrorCode, message: str) -> Answer:
    return {"error_code": code, "error_message": message}


def _fingerprint(session: str) -> str:
    return sha256(session.encode()).hexdigest()
