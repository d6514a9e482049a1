"""Words for the codes that the registers speak in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from shared.web.pages.language import LazyText, _, lazy

PART_NAMES: Mapping[str, LazyText] = MappingProxyType(
    {"untermed": lazy("Không thời hạn"), "termed": lazy("Có thời hạn")},
)

CARD_STATUS: Mapping[str, tuple[str, LazyText]] = MappingProxyType(
    {
        "live": ("good", lazy("Đang dùng được")),
        "reported_lost": ("stopped", lazy("Đã báo mất")),
        "superseded": ("muted", lazy("Đã được thay bằng thẻ mới")),
        "revoked": ("stopped", lazy("Đã bị thu hồi")),
        "destroyed": ("muted", lazy("Đã hủy")),
    }
)
"""Tone and words of a card's status."""

CLASSES: Mapping[tuple[str, str], LazyText] = MappingProxyType(
    {
        ("2024", "A1"): lazy("mô tô hai bánh đến 125 cm³ hoặc đến 11 kW"),
        ("2024", "A"): lazy("mô tô hai bánh trên 125 cm³ hoặc trên 11 kW"),
        ("2024", "B1"): lazy("mô tô ba bánh và các xe hạng A1"),
        ("2024", "B"): lazy("ô tô đến 8 chỗ, ô tô tải đến 3,5 tấn"),
        ("2024", "C1"): lazy("ô tô tải trên 3,5 tấn đến 7,5 tấn"),
        ("2024", "C"): lazy("ô tô tải trên 7,5 tấn"),
        ("2024", "D1"): lazy("ô tô chở 9 đến 16 người"),
        ("2024", "D2"): lazy("ô tô chở 17 đến 29 người"),
        ("2024", "D"): lazy("ô tô chở trên 29 người, ô tô giường nằm"),
        ("2024", "BE"): lazy("xe hạng B kéo rơ moóc trên 750 kg"),
        ("2024", "C1E"): lazy("xe hạng C1 kéo rơ moóc trên 750 kg"),
        ("2024", "CE"): lazy("xe hạng C kéo rơ moóc, sơ mi rơ moóc"),
        ("2024", "D1E"): lazy("xe hạng D1 kéo rơ moóc trên 750 kg"),
        ("2024", "D2E"): lazy("xe hạng D2 kéo rơ moóc trên 750 kg"),
        ("2024", "DE"): lazy("xe hạng D kéo rơ moóc trên 750 kg"),
        ("2008", "A1"): lazy("mô tô hai bánh từ 50 cm³ đến dưới 175 cm³"),
        ("2008", "A2"): lazy("mô tô hai bánh từ 175 cm³"),
        ("2008", "A3"): lazy("mô tô ba bánh"),
        ("2008", "A4"): lazy("máy kéo đến 1.000 kg"),
        ("2008", "B1"): lazy("ô tô đến 9 chỗ, không hành nghề lái xe"),
        ("2008", "B2"): lazy("ô tô đến 9 chỗ, ô tô tải dưới 3,5 tấn"),
        ("2008", "C"): lazy("ô tô tải từ 3,5 tấn"),
        ("2008", "D"): lazy("ô tô chở 10 đến 30 người"),
        ("2008", "E"): lazy("ô tô chở trên 30 người"),
        ("2008", "FB2"): lazy("xe hạng B2 kéo rơ moóc"),
        ("2008", "FC"): lazy("xe hạng C kéo rơ moóc, sơ mi rơ moóc"),
        ("2008", "FD"): lazy("xe hạng D kéo rơ moóc"),
        ("2008", "FE"): lazy("xe hạng E kéo rơ moóc"),
    }
)
"""What each class drives, by the regime it was given under: the letter alone means nothing (L36/2024 Điều 57, 89)."""

CONDITIONS: Mapping[str, LazyText] = MappingProxyType(
    {
        "A.01": lazy("chỉ mô tô ba bánh cho người khuyết tật"),
        "A.02": lazy("chỉ xe có hộp số vô cấp"),
        "A.03": lazy("chỉ mô tô dưới 175 cm³ hoặc dưới 14 kW"),
        "B.01": lazy("chỉ ô tô số tự động"),
        "B.02": lazy("ô tô số tự động, cho người khuyết tật tay trái"),
        "B.03": lazy("ô tô số tự động, cho người khuyết tật tay phải"),
        "B.04": lazy("ô tô số tự động, cho người khuyết tật chân phải"),
        "B.05": lazy("ô tô số tự động, cho người khuyết tật"),
    }
)
"""Restriction codes on the card (TT 12/2025 Phụ lục X.5)."""

BLOCK_TITLES: Mapping[str, LazyText] = MappingProxyType(
    {
        "fine-unpaid": lazy("Chưa nộp tiền phạt"),
        "licence-held": lazy("Giấy phép đang bị tạm giữ"),
        "suspended": lazy("Đang bị tước quyền sử dụng giấy phép"),
        "suspension-not-started": lazy("Bị tước quyền sử dụng nhưng chưa nộp giấy phép"),
        "case-unsettled": lazy("Vụ việc chưa được giải quyết xong"),
    }
)
"""Why a case is in the way."""

_PLACE = re.compile(
    r"(?P<decree>[0-9]+/[0-9]{4}):(?P<article>[0-9]+)(?:\.(?P<clause>[0-9]+))?(?:\.(?P<point>[a-zđ]+))?"
)


def legal_place(code: str) -> str:
    """Where the law says so: ``168/2024:6.9.b`` is point b, clause 9, article 6 of decree 168/2024/NĐ-CP."""
    found = _PLACE.fullmatch(code)
    if found is None:
        return code
    parts = {
        "point": _("điểm %(point)s", point=found["point"]) if found["point"] else "",
        "clause": _("khoản %(clause)s", clause=found["clause"]) if found["clause"] else "",
        "article": _("Điều %(article)s", article=found["article"]),
        "decree": _("Nghị định %(decree)s/NĐ-CP", decree=found["decree"]),
    }
    named = " ".join(parts[name] for name in ("point", "clause", "article") if parts[name])
    return f"{named[0].upper()}{named[1:]}, {parts['decree']}"
