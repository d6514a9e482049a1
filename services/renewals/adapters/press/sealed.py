"""The press: papers from the templates beside it, with the agency's seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

from services.renewals.domain.findings import Json
from services.renewals.domain.papers import PaperKind
from shared.documents.sealing import ensure_seal
from shared.documents.typesetting import typeset

TEMPLATES = Path(__file__).parent
REASONS: Mapping[PaperKind, str] = {
    PaperKind.ACKNOWLEDGEMENT: "Tiếp nhận hồ sơ và hẹn trả kết quả",
    PaperKind.RECEIPT: "Thu lệ phí",
}


class SealedPress:
    """Typesets and seals; the seal in ``folder`` is made as a demo one if there is none."""

    def __init__(self, folder: Path, *, owner: str, tracking_url: str) -> None:
        self._folder = folder
        self._owner = owner
        self._tracking_url = tracking_url

    def sealed(self, kind: PaperKind, text: Mapping[str, Json], *, made_at: datetime) -> bytes:
        """A paper as sealed PDF/A. Every paper can carry the QR of its dossier's tracking page."""
        url = f"{self._tracking_url}?code={text['code']}"
        data = {**text, "tracking_url": self._tracking_url, "qr_svg": _qr(url)}
        pdf = typeset(TEMPLATES / f"{kind.value}.typ", data, made_at=made_at)
        return ensure_seal(self._folder, owner=self._owner, now=made_at).seal(pdf, reason=REASONS[kind])


def _qr(text: str) -> str:
    import segno  # noqa: PLC0415  # with the first paper

    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
