"""How long a dossier waits for what, unless the operator says otherwise, and what it ends with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.renewals.domain.ends import END_REASONS, STEP_WORDS
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.policy import Policy
from services.renewals.domain.states import Event
from services.renewals.domain.tables import load_law

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday, 16:00 in Vietnam
WAITING = Policy()


def test_three_days_for_the_fee_and_thirty_for_a_case_or_a_supplement() -> None:
    assert WAITING.payment_until(NOW) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert WAITING.clearance_until(NOW) == datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert WAITING.supplement_until(NOW) == datetime(2026, 12, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        # The working days after Friday are Monday 23/11 and, Tuesday 24/11 being a holiday, Wednesday 25/11.
        (NOW, datetime(2026, 11, 25, 17, tzinfo=UTC)),
        (datetime(2026, 11, 20, 17, tzinfo=UTC), datetime(2026, 11, 25, 17, tzinfo=UTC)),
        (datetime(2026, 11, 16, 16, 59, tzinfo=UTC), datetime(2026, 11, 18, 17, tzinfo=UTC)),
        (datetime(2026, 11, 16, 17, tzinfo=UTC), datetime(2026, 11, 19, 17, tzinfo=UTC)),
    ],
)
def test_a_silent_source_holds_a_dossier_to_the_end_of_two_working_days(since: datetime, until: datetime) -> None:
    assert WAITING.unknown_until(since, load_law().calendar) == until


@pytest.mark.parametrize(
    ("waits", "minutes"),
    [((), 5), ((None,), 5), ((NOW + timedelta(minutes=9),), 5), ((NOW + timedelta(minutes=3), None), 3)],
)
def test_it_looks_again_after_five_minutes_or_when_a_deadline_comes(waits, minutes: int) -> None:
    assert WAITING.recheck_at(NOW, *waits) == NOW + timedelta(minutes=minutes)
    assert WAITING.soon(NOW, 30) == NOW + timedelta(seconds=30)


def test_a_deadline_that_has_passed_is_looked_at_now() -> None:
    assert WAITING.recheck_at(NOW, NOW - timedelta(days=1)) == NOW


@pytest.mark.parametrize(
    "reason",
    ["waiting-period", "clearance-expired", "payment-expired", "supplement-expired", "withdrawn", "not-in-system"],
)
def test_every_end_has_words(reason: str) -> None:
    assert END_REASONS[reason].vi
    assert END_REASONS[reason].en


def test_every_step_has_words_and_a_step_that_ends_says_why() -> None:
    assert set(STEP_WORDS) == set(Event)
    for event in (Event.CLEARANCE_EXPIRED, Event.PAYMENT_EXPIRED, Event.SUPPLEMENT_EXPIRED):
        assert STEP_WORDS[event] == END_REASONS[event.value.replace("_", "-")]


def test_doubtful_law_is_read_as_the_page_of_the_law_says() -> None:
    readings = LawSettings()
    assert not readings.reissue_starts_new_term
    assert readings.partially_allowed
    assert (readings.owner_notice, readings.expired_while_waiting) == ("review", "review")
    assert readings.part_bound == {"suspended", "licence-held"}
