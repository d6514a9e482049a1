"""How days, times, money and numbers are written for people, in Vietnam's time."""

from __future__ import annotations

from datetime import date, datetime

from shared.http.languages import Language
from shared.kernel.clock import BUSINESS_ZONE
from shared.web.pages.language import language


def day(value: date | datetime | None) -> str:
    """``21/11/2026`` in both languages; the Vietnamese day of an instant. Empty for none."""
    if value is None:
        return ""
    local = value.astimezone(BUSINESS_ZONE) if isinstance(value, datetime) else value
    return local.strftime("%d/%m/%Y")


def moment(value: datetime | None, spoken: Language | None = None) -> str:
    """``17:00 ngày 24/11/2026``, ``17:00 on 24/11/2026``. Empty for none."""
    if value is None:
        return ""
    link = "ngày" if (spoken or language()) == "vi" else "on"
    return f"{value.astimezone(BUSINESS_ZONE):%H:%M} {link} {day(value)}"


def clock_time(value: datetime) -> str:
    """``17:00``."""
    return f"{value.astimezone(BUSINESS_ZONE):%H:%M}"


def number(value: int, spoken: Language | None = None) -> str:
    """``135.000`` in Vietnamese, ``135,000`` in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if (spoken or language()) == "vi" else grouped


def money(amount_vnd: int | None, spoken: Language | None = None) -> str:
    """``135.000 đồng``, ``135,000 dong``; nothing to pay is said in words. Empty for none."""
    chosen = spoken or language()
    if amount_vnd is None:
        return ""
    if amount_vnd == 0:
        return "0 đồng (miễn phí)" if chosen == "vi" else "0 dong (free)"
    return f"{number(amount_vnd, chosen)} {'đồng' if chosen == 'vi' else 'dong'}"


def machine_day(value: date | datetime) -> str:
    """For ``<time datetime>``: ``2026-11-21``."""
    local = value.astimezone(BUSINESS_ZONE).date() if isinstance(value, datetime) else value
    return local.isoformat()


FILTERS = {
    "day": day,
    "moment": moment,
    "clock_time": clock_time,
    "number": number,
    "money": money,
    "machine_day": machine_day,
}
