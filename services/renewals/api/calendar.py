"""What travels about working days (ngày làm việc), for everybody who counts time limits in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from shared.kernel.working_days import WorkingCalendar
from shared.web.faults import Coded
from shared.web.schemas import Day, Schema

LONGEST = timedelta(days=1100)
"""About three years: what is asked for at once."""

EXAMPLE: dict[str, Any] = {
    "from": "2026-08-01",
    "to": "2026-09-30",
    "holidays": ["2026-08-31", "2026-09-01", "2026-09-02"],
    "swapped_in": ["2026-08-22"],
}


class SpanArgs(Schema):
    """From which day to which, both included; at most 1,100 days."""

    from_ = Day(required=True, data_key="from")
    to = Day(required=True)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: object) -> None:
        if not timedelta(0) <= data["to"] - data["from_"] <= LONGEST:
            raise ValidationError({"to": [Coded("date-out-of-range")]})


class CalendarSchema(Schema):
    """Weekends rest, ``holidays`` rest as well (weekends may be among them), ``swapped_in`` are worked all the same."""

    from_ = Day(required=True, data_key="from")
    to = Day(required=True)
    holidays = fields.List(Day(), required=True, validate=validate.Length(max=1100))
    swapped_in = fields.List(Day(), required=True, validate=validate.Length(max=1100))


def shown(calendar: WorkingCalendar, first: date, last: date) -> dict[str, Any]:
    """What of a calendar falls into a span, sorted."""
    return {
        "from_": first,
        "to": last,
        "holidays": sorted(day for day in calendar.holidays if first <= day <= last),
        "swapped_in": sorted(day for day in calendar.swapped_in if first <= day <= last),
    }
