"""The national portal's synchronisation interface: names, dates and error codes as it has them.

``POST <url>/mapi/login``, ``POST <url>/mapi/g`` with a header ``dstcode``; refusals travel as ``error_code`` in HTTP
200. Which number stands for a citizen in ``LoaiDoiTuong`` differs between installations, so it is a setting.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from services.portal.application.syncing import DossierRecord, PortalRefusal, Step
from shared.http.client import ServiceClient
from shared.http.faults import Rejected, unavailable
from shared.kernel.clock import BUSINESS_ZONE

DONE = "0"
NO_SESSION = "-2"
UNKNOWN = "-3"
FIELD_OF_WORK = ("DB-PTNL", "Đường bộ: phương tiện và người lái")
CHANNELS = {"counter": "1", "online": "2", "post": "3"}
DONE_BY = {
    "citizen": ("Người nộp hồ sơ", "Công dân"),
    "officer": ("Cán bộ giải quyết hồ sơ", "Cán bộ"),
    "system": ("Hệ thống", "Hệ thống"),
    "clock": ("Hệ thống", "Hệ thống"),
}
"""NguoiXuLy and ChucDanh: titles, never names."""

END_OF_DAY = time(17, 0)


@dataclass(frozen=True, slots=True)
class Account:
    """How this agency is known there: login, unit code (madonvi), destination (dstcode), number for a citizen."""

    username: str
    password: str = field(repr=False)
    unit: str
    destination: str
    citizen_type: str


class HttpNationalPortal:
    """See :class:`services.portal.application.syncing.NationalPortal`."""

    def __init__(self, client: ServiceClient, path: str, account: Account) -> None:
        self._client = client
        self._path = path
        self._account = account
        self._session: str | None = None
        self._lock = threading.Lock()

    def tell_dossier(self, record: DossierRecord, *, again: bool) -> None:
        self._call("DongBoHoSoMC", isUpdating=str(again), data=[self.dossier_as_told(record)])

    def tell_steps(self, record: DossierRecord, steps: Sequence[Step]) -> None:
        self._call("CapNhatTienDoHoSoMC", data=[self.step_as_told(record, step) for step in steps])

    def look_up(self, code: str) -> Mapping[str, Any] | None:
        try:
            found = self._call("TraCuuHoSo", MaHoSo=code).get("data")
        except PortalRefusal as refusal:
            if refusal.code == UNKNOWN:
                return None
            raise
        if not isinstance(found, list) or not found or not isinstance(found[0], Mapping):
            raise unavailable("national-portal")
        return found[0]

    def dossier_as_told(self, record: DossierRecord) -> Mapping[str, Any]:
        return {
            "MaHoSo": record.code,
            "MaTTHC": record.procedure,
            "TenTTHC": record.procedure_name,
            "MaLinhVuc": FIELD_OF_WORK[0],
            "TenLinhVuc": FIELD_OF_WORK[1],
            "ChuHoSo": record.holder_name,
            "LoaiDoiTuong": self._account.citizen_type,
            "MaDoiTuong": record.citizen_id,
            "Email": record.email or "",
            "SoDienThoai": record.phone or "",
            "TrichYeuHoSo": record.procedure_name,
            "NgayTiepNhan": _moment(record.accepted_at or record.submitted_at),
            "NgayHenTra": "" if record.due_on is None else _moment(_closing(record.due_on)),
            "TrangThaiHoSo": str(record.portal_state),
            "NgayKetThucXuLy": "" if record.ended_at is None else _moment(record.ended_at),
            "NgayTra": _moment(record.ended_at) if record.portal_state == 10 and record.ended_at else "",
            "ThongTinTra": "",
            "HinhThuc": "0",
            "DonViXuLy": record.agency,
            "GhiChu": record.state_text,
            "TaiLieuNop": [],
            "DanhSachLePhi": _fees(record),
            "KenhThucHien": CHANNELS.get(record.channel, "2"),
            "DuocThanhToanTrucTuyen": "2",
            "TaiKhoanDuocXacThucVoiVNeID": "1",
            "HoSoCoThanhPhanSoHoa": "0",
        }

    def step_as_told(self, record: DossierRecord, step: Step) -> Mapping[str, Any]:
        person, title = DONE_BY.get(step.by, DONE_BY["system"])
        return {
            "MaHoSo": record.code,
            "NguoiXuLy": person,
            "ChucDanh": title,
            "ThoiDiemXuLy": _moment(step.at),
            "PhongBanXuLy": record.agency,
            "NoiDungXuLy": step.text,
            "TrangThai": str(step.portal_state),
        }

    def _call(self, service: str, **members: Any) -> Mapping[str, Any]:
        """One call within a session; a session that is over is opened anew once."""
        answer = self._ask(service, self._in_session(), members)
        if answer.get("error_code") == NO_SESSION:
            self._session = None
            answer = self._ask(service, self._in_session(), members)
        code = str(answer.get("error_code"))
        if code != DONE:
            raise PortalRefusal(code, str(answer.get("error_message") or ""))
        return answer

    def _ask(self, service: str, session: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
        body = {"session": session, "madonvi": self._account.unit, "service": service, **members}
        return self._post("/mapi/g", body)

    def _in_session(self) -> str:
        with self._lock:
            if self._session is None:
                login = {"username": self._account.username, "password": self._account.password}
                answer = self._post("/mapi/login", login)
                if str(answer.get("error_code")) != DONE or not isinstance(answer.get("session"), str):
                    raise PortalRefusal(str(answer.get("error_code")), "login")
                self._session = answer["session"]
            return self._session

    def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            answer = self._client.post(self._path + path, json=body, headers={"dstcode": self._account.destination})
        except Rejected as rejected:
            raise PortalRefusal(str(rejected.status), rejected.code or "") from rejected
        if not isinstance(answer.json, Mapping):
            raise unavailable("national-portal")
        return answer.json


def _moment(at: datetime) -> str:
    """``yyyyMMddHHmmss`` in Vietnamese time."""
    return at.astimezone(BUSINESS_ZONE).strftime("%Y%m%d%H%M%S")


def _closing(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, BUSINESS_ZONE)


def _fees(record: DossierRecord) -> list[dict[str, str]]:
    if record.fee_vnd is None:
        return []
    return [
        {
            "TenPhiLePhi": "Lệ phí cấp giấy phép lái xe",
            "MaPhiLePhi": "LP-GPLX",
            "HinhThucThu": "1",
            "Gia": str(record.fee_vnd),
            "LoaiPhiLePhi": "2",
            "TrangThaiThanhToan": "1" if record.fee_paid else "0",
        }
    ]
