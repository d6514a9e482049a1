"""The legal basis of a row taken apart into norm and place, as they stood on a day."""

from __future__ import annotations

import re
from datetime import date

from services.renewals.domain.findings import LegalRef

_BETWEEN = re.compile(r";(?![^(]*\))")
_SPAN = re.compile(r"\s*\((đến|từ)\s+(\d{1,2})/(\d{1,2})/(\d{4})\)")
_PLACE = re.compile(r"^(?P<norm>.+?)\s+(?P<ref>(Điều|Phụ lục|\().*)$")


_NORM = re.compile(r"(Bộ luật|Luật|NĐ|NQ|QĐ|TT)\b[^/;]*\d+/\d{4}(/\S+)?")
WHOLE = "cả văn bản"
NO_ARTICLE = "chưa có điều khoản"


def legal_refs(basis: str, on: date) -> tuple[LegalRef, ...]:
    """The places of a basis such as ``Luật 36/2024/QH15 Điều 62 khoản 4; TT 12/2025/TT-BCA Điều 20 (từ 01/3/2025)``.

    A place with a span in brackets is given only for days inside it; the order is that of the row. Where no article
    is known, ``ref`` says so: it is never empty.
    """
    refs = []
    for piece in _BETWEEN.split(basis):
        span = _SPAN.search(piece)
        if span and not _applies(span, on):
            continue
        text = _SPAN.sub("", piece).strip()
        place = _PLACE.match(text)
        refs.append(LegalRef(place["norm"], place["ref"]) if place else LegalRef(text, _unplaced(text)))
    return tuple(refs)


def shown_basis(basis: str) -> str:
    """A basis as it is printed: a norm of which no article is known is named as a whole."""
    pieces = []
    for piece in _BETWEEN.split(basis):
        text = _SPAN.sub("", piece).rstrip()
        whole = _NORM.fullmatch(text.strip())
        pieces.append(f"{text} ({WHOLE}){piece[len(text) :]}" if whole else piece)
    return ";".join(pieces)


def _unplaced(text: str) -> str:
    """What is said in place of an article: a norm is named as a whole, anything else is a practice without one."""
    return WHOLE if _NORM.fullmatch(text) else NO_ARTICLE


def _applies(span: re.Match[str], on: date) -> bool:
    limit = date(int(span[4]), int(span[3]), int(span[2]))
    return on <= limit if span[1] == "đến" else on >= limit
