"""The National Public Service Portal (Cổng Dịch vụ công quốc gia) as its synchronisation interface shows itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

SESSION_LIFE = timedelta(minutes=30)
STATES = frozenset(str(state) for state in range(1, 11))
"""The ten dossier states (TrangThaiHoSo)."""


class Service(StrEnum):
    """What may be asked; the names are the portal's own."""

    SYNC_DOSSIERS = "DongBoHoSoMC"
    UPDATE_PROGRESS = "CapNhatTienDoHoSoMC"
    LOOK_UP = "TraCuuHoSo"


class ErrorCode(StrEnum):
    """What an answer carries as ``error_code``; a refusal travels in an HTTP 200."""

    DONE = "0"
    REFUSED = "-1"
    NO_SESSION = "-2"
    UNKNOWN_DOSSIER = "-3"
    FAULTY = "-4"


@dataclass(frozen=True, slots=True)
class PortalDossier:
    """A dossier as it was synced last (hồ sơ), and its progress (tiến độ) in the order of arrival."""

    code: str
    record: dict[str, Any]
    received_at: datetime
    times: int
    progress: tuple[dict[str, Any], ...] = ()


def faults_of_dossier(record: dict[str, Any]) -> list[str]:
    """Which members of a dossier are missing or not as the portal wants them."""
    faults = [name for name in ("MaHoSo", "MaTTHC", "ChuHoSo", "NgayTiepNhan") if not _text(record.get(name))]
    if record.get("TrangThaiHoSo") not in STATES:
        faults.append("TrangThaiHoSo")
    return faults + _faulty_moments(record, ("NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy"))


def faults_of_progress(record: dict[str, Any]) -> list[str]:
    """Which members of a step are missing or not as the portal wants them."""
    faults = [name for name in ("MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy") if not _text(record.get(name))]
    if record.get("TrangThai") not in STATES:
        faults.append("TrangThai")
    return faults + _faulty_moments(record, ("ThoiDiemXuLy", "NgayBatDau", "NgayKetThucTheoQuyDinh"))


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _faulty_moments(record: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if record.get(name) and not _is_moment(record[name])]


def _is_moment(value: object) -> bool:
    """``yyyyMMddHHmmss`` in Vietnamese time."""
    if not isinstance(value, str) or len(value) != 14:
        return False
    try:
        datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007  # the form alone is looked at
    except ValueError:
        return False
    return True
