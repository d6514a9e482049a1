"""The words in which a citizen reads who looked at their data, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from shared.db.lookups import RecordedLookup
from shared.kernel.clock import BUSINESS_ZONE
from shared.kernel.words import Words

PURPOSES: Final[Mapping[str, Words]] = {
    "self": Words("để tự xem dữ liệu của mình", "to see your own data"),
    "reissue": Words("để giải quyết hồ sơ đổi, cấp lại giấy phép", "to handle a request to renew or replace a licence"),
    "roadside": Words("để kiểm tra trên đường", "for a roadside check"),
    "intake": Words("để tiếp nhận vụ việc vi phạm", "to take in a violation case"),
    "registry-load": Words("để nạp dữ liệu đăng ký", "to load the register"),
    "audit": Words("để kiểm tra, thanh tra", "for an audit"),
    "counter": Words("để phục vụ tại quầy", "to serve at the counter"),
    "statistics": Words("để lập thống kê", "for statistics"),
}
AGENCIES: Final[Mapping[str, Words]] = {
    "G01": Words("Bộ Công an", "Ministry of Public Security"),
    "G01.01": Words("Công an TP. Hà Nội", "Hanoi City Police"),
    "G01.08": Words("Cục Cảnh sát giao thông", "Traffic Police Department"),
    "G01.79": Words("Công an TP. Hồ Chí Minh", "Ho Chi Minh City Police"),
    "G22": Words("Văn phòng Chính phủ", "Office of the Government"),
}
YOURSELF = Words("Ông/bà", "You")
SOMEBODY = Words("Một cơ quan", "An agency")


def agency_words(code: str | None, names: Mapping[str, Words]) -> Words:
    """The name of an agency; its code where the name is not known."""
    if code is None:
        return SOMEBODY
    return names.get(code) or AGENCIES.get(code) or Words(f"Cơ quan {code}", f"Agency {code}")


def field_words(fields: Sequence[str], labels: Mapping[str, Words]) -> Words:
    """The fields looked at, as a list in a sentence."""
    known = [labels.get(name, Words(name, name)) for name in fields]
    if not known:
        return Words("dữ liệu", "data")
    return Words(_joined([w.vi for w in known], "và"), _joined([w.en for w in known], "and"))


def _joined(parts: Sequence[str], last: str) -> str:
    unique = list(dict.fromkeys(parts))
    if len(unique) == 1:
        return unique[0]
    return f"{', '.join(unique[:-1])} {last} {unique[-1]}"


def sentence(found: RecordedLookup, *, labels: Mapping[str, Words], agencies: Mapping[str, Words]) -> Words:
    """E.g. "Công an TP. Hồ Chí Minh xem hạng và hiệu lực GPLX, 14:02 21/11/2026, để kiểm tra trên đường."."""
    look = found.lookup
    who = YOURSELF if look.kind == "citizen" else agency_words(look.agency, agencies)
    what = field_words(look.fields, labels)
    why = PURPOSES.get(look.purpose, Words(f"với mục đích {look.purpose}", f"for the purpose {look.purpose}"))
    when = _when(found.at)
    case = Words(f" (hồ sơ {look.case_ref})", f" (case {look.case_ref})") if look.case_ref else Words("", "")
    return Words(
        f"{who.vi} xem {what.vi}, {when}, {why.vi}{case.vi}.",
        f"{who.en} looked at {what.en}, {when}, {why.en}{case.en}.",
    )


def _when(instant: datetime) -> str:
    return instant.astimezone(BUSINESS_ZONE).strftime("%H:%M %d/%m/%Y")
