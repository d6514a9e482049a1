"""Whether a card may be reissued or exchanged, part by part, and why."""

from __future__ import annotations

from datetime import date

from services.renewals.domain.facts import Facts
from services.renewals.domain.findings import Verdict
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.tables import Law


def check(facts: Facts, *, law: Law, on: date, settings: LawSettings) -> Verdict:
    """What the law in force on the reference date ``on`` (day of submission, ngày nộp hồ sơ) says of the request.

    Raises Invalid (``validation-failed``) for a date before the first rule or a class choice the law does not give.
    """
    raise NotImplementedError
