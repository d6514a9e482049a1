"""Words of the pages on dossiers: a state with its tone, what a wait waits for, what may be done after an end."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from services.portal.application.dossiers import Dossier
from shared.web.pages.language import LazyText, lazy

STATES: Mapping[str, tuple[str, LazyText]] = MappingProxyType(
    {
        "submitted": ("info", lazy("Đã nộp, đang kiểm tra")),
        "checking": ("info", lazy("Đang kiểm tra")),
        "awaiting_clearance": ("waiting", lazy("Đang chờ giải quyết")),
        "awaiting_payment": ("waiting", lazy("Chờ nộp lệ phí")),
        "under_review": ("info", lazy("Đang xem xét")),
        "supplement_requested": ("waiting", lazy("Chờ ông/bà bổ sung giấy tờ")),
        "approved": ("good", lazy("Đã duyệt, đang ký")),
        "issuing": ("good", lazy("Đã duyệt, đang cấp")),
        "issued": ("good", lazy("Đã cấp, đang trả kết quả")),
        "delivered": ("good", lazy("Đã trả kết quả")),
        "withdrawn": ("muted", lazy("Đã rút hồ sơ")),
        "stopped": ("stopped", lazy("Đã dừng xử lý")),
        "refused": ("stopped", lazy("Bị từ chối")),
    }
)
"""Tone and words of a dossier's state."""

GAPS: Mapping[str, LazyText] = MappingProxyType(
    {
        "awaiting_clearance": lazy("Chờ cơ quan công an"),
        "awaiting_payment": lazy("Chờ ông/bà nộp lệ phí"),
        "supplement_requested": lazy("Chờ ông/bà bổ sung giấy tờ"),
    }
)
"""What a stretch of waiting waited for."""

PAUSES: Mapping[str, LazyText] = MappingProxyType(
    {
        "supplement": lazy("Đang tạm dừng vì chờ ông/bà bổ sung giấy tờ."),
        "clearance": lazy("Đang tạm dừng vì chờ giải quyết vụ việc vi phạm."),
        "source": lazy("Đang tạm dừng vì cơ quan công an chưa trả lời."),
    }
)
"""Why the time limit stands still."""

PAPERS: Mapping[str, LazyText] = MappingProxyType(
    {
        "acknowledgement": lazy("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        "receipt": lazy("Biên lai thu lệ phí"),
    }
)

MARKS: Mapping[str, tuple[str, LazyText]] = MappingProxyType(
    {
        "pass": ("good", lazy("Đạt")),
        "info": ("info", lazy("Lưu ý")),
        "block": ("stopped", lazy("Chưa đạt")),
        "exam": ("stopped", lazy("Phải sát hạch")),
        "wait": ("waiting", lazy("Đang chờ")),
        "review": ("waiting", lazy("Cán bộ xem xét")),
    }
)
"""Tone and words of a finding's outcome."""

PUBLIC_TONES: Mapping[int, str] = MappingProxyType(
    {1: "info", 2: "info", 3: "stopped", 4: "info", 5: "waiting", 6: "waiting", 7: "muted", 8: "stopped", 9: "good",
     10: "good"}
)  # fmt: skip
"""Tones of the ten states of the national portal."""


def state_of(dossier: Dossier) -> tuple[str, LazyText]:
    """Tone and words of where a dossier stands; a case in the way is not a mere wait."""
    if dossier.state == "awaiting_clearance" and dossier.silent is None:
        return "stopped", lazy("Chưa thể cấp: còn vụ việc vi phạm")
    if dossier.state == "awaiting_clearance":
        return "waiting", lazy("Đang chờ cơ quan công an trả lời")
    return STATES[dossier.state]
