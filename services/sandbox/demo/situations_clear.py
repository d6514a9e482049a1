"""Demo people whose way is open: reissue or exchange, with and without a fee, an exam or a wait."""

from __future__ import annotations

from datetime import date

from services.sandbox.demo import people
from services.sandbox.demo.days import add_years, days_before
from services.sandbox.demo.making import FEE, situation
from services.sandbox.demo.registry import car, motorcycle
from services.sandbox.demo.shapes import ExpectedCheck, Situation

ZERO_FEE_FROM, ZERO_FEE_TO = date(2026, 8, 15), date(2027, 2, 28)
"""NQ 66.22/2026/NQ-CP Điều 3, 5: no fee for digital citizens who file online."""

REISSUE_NOW = ExpectedCheck("reissue_now", fee_vnd=FEE)
EXCHANGE = "3.000347"
OLD_REISSUE = "1.002820"
LAST_DAY_OF_THE_OLD_LAW = date(2024, 12, 31)


def clear_situations(today: date) -> tuple[Situation, ...]:
    """Everybody of this kind, on the day of loading."""
    return (*_reissued(today), *_expired(today), *_exchanged(today), *_under_the_old_law(today), *_spares(today))


def _reissued(today: date) -> tuple[Situation, ...]:
    five_years_ago = add_years(today, -5)
    fee = 0 if ZERO_FEE_FROM <= today <= ZERO_FEE_TO else FEE
    return (
        situation("clean", people.CLEAN, today, [car(five_years_ago)], check=REISSUE_NOW),
        situation(
            "zero-fee",
            people.ZERO_FEE,
            today,
            [car(add_years(today, -4))],
            check=ExpectedCheck("reissue_now", fee_vnd=fee),
            licence_integrated=True,
        ),
        situation(
            "motorcycle",
            people.MOTORCYCLE,
            today,
            [motorcycle(add_years(today, -3))],
            check=REISSUE_NOW,
            health_certificate=False,
        ),
        situation(
            "two-parts",
            people.TWO_PARTS,
            today,
            [motorcycle(add_years(today, -15)), car(add_years(today, -6))],
            check=REISSUE_NOW,
        ),
        situation(
            "no-health-certificate",
            people.NO_HEALTH,
            today,
            [car(five_years_ago)],
            check=ExpectedCheck("reissue_now", fee_vnd=FEE, finding="health-certificate-missing"),
            health_certificate=False,
        ),
    )


def _expired(today: date) -> tuple[Situation, ...]:
    """All were valid for ten years, so the day of issue follows from the day of expiry."""
    return (
        situation(
            "expired-20-days",
            people.EXPIRED_20_DAYS,
            today,
            [car(add_years(days_before(today, 20), -10))],
            check=ExpectedCheck("exchange_now", EXCHANGE, "expiring", fee_vnd=FEE, class_choice={"B2": "B"}),
        ),
        situation(
            "expired-6-months",
            people.EXPIRED_6_MONTHS,
            today,
            [car(add_years(days_before(today, 182), -10))],
            check=ExpectedCheck("theory_exam"),
        ),
        situation(
            "expired-2-years",
            people.EXPIRED_2_YEARS,
            today,
            [car(add_years(days_before(today, 730), -10))],
            check=ExpectedCheck("theory_and_practical_exam"),
            assurance_level=1,
        ),
    )


def _exchanged(today: date) -> tuple[Situation, ...]:
    return (
        situation(
            "name-differs",
            people.NAME_DIFFERS,
            today,
            [motorcycle(add_years(today, -7))],
            check=ExpectedCheck("exchange_now", EXCHANGE, "data_change", fee_vnd=FEE),
            registered_name="Hồ Thị Thử Mười Bẩy",
            health_certificate=False,
        ),
        situation(
            "old-2008-card",
            people.OLD_CARD,
            today,
            [car(add_years(today, -8), "B2")],
            check=ExpectedCheck("exchange_now", EXCHANGE, "voluntary", fee_vnd=FEE, class_choice={"B2": "B"}),
            aliases=["240000115"],
        ),
    )


def _under_the_old_law(today: date) -> tuple[Situation, ...]:
    """Lost in 2024: what that day's law said is an auditor's to ask."""
    check = ExpectedCheck("reissue_after_wait", OLD_REISSUE, channel="counter", on=LAST_DAY_OF_THE_OLD_LAW)
    return (situation("old-law", people.OLD_LAW, today, [car(date(2021, 3, 1))], check=check),)


def _spares(today: date) -> tuple[Situation, ...]:
    spares = (people.SPARE_ONE, people.SPARE_TWO, people.SPARE_THREE)
    return tuple(
        situation(f"spare-{number}", person, today, [car(add_years(today, -2))], check=REISSUE_NOW)
        for number, person in enumerate(spares, start=1)
    )
