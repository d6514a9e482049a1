"""Visibly invented people, licences and cases for the tests of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from services.renewals.domain.eligibility import check
from services.renewals.domain.facts import (
    BlockingFact,
    ClaimFacts,
    Facts,
    HealthFacts,
    LicenceFacts,
    PartFacts,
    PartStanding,
    Request,
    StandingFacts,
)
from services.renewals.domain.findings import Finding, Verdict
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.tables import load_law

TODAY = date(2026, 11, 21)
BORN = date(1990, 5, 15)
NAME, CITIZEN = "Nguyễn Văn Thử Một", "999090000011"
CLAIMS = ClaimFacts(NAME, BORN, CITIZEN)
OLD_SWITCH = date(2025, 3, 1)


def moto(*classes: str, regime: str = "2024", conditions: tuple[str, ...] = ()) -> PartFacts:
    day = date(2012, 3, 4)
    return PartFacts("untermed", regime, classes or ("A1",), conditions, day, day, None, date(2012, 2, 20))


def car(*classes: str, regime: str = "2024", expires_on: date | None = date(2030, 1, 1)) -> PartFacts:
    day = date(2016, 1, 1)
    return PartFacts("termed", regime, classes or ("B",), (), day, day, expires_on, date(2015, 12, 10))


def licence(*parts: PartFacts, **changes: object) -> LicenceFacts:
    made = LicenceFacts(
        id="lic-1",
        number="999012345678",
        status="active",
        card_serial="ZZ 000001",
        card_status="live",
        parts=parts or (car(),),
        holder_full_name=NAME,
        holder_date_of_birth=BORN,
        holder_sex="male",
        holder_citizen_id=CITIZEN,
    )
    return replace(made, **changes)


def case(reason: str = "fine-unpaid", part: str = "all", **changes: object) -> BlockingFact:
    made = BlockingFact(
        case_id=f"case-{reason}-{part}",
        case_number="0012345/BB-VPHC",
        source="G01.79",
        reason=reason,
        part=part,
        since=date(2026, 3, 2),
        amount_vnd=5_000_000 if reason == "fine-unpaid" else None,
        settle_at_agency="Công an TP. Hồ Chí Minh",
        settle_at_address="số 1 đường Thử Nghiệm",
        payable_online=reason == "fine-unpaid",
        until=date(2027, 3, 1) if reason == "suspended" else None,
    )
    return replace(made, **changes)


def standing(
    *blocking: BlockingFact, verdict: str | None = None, points: int | None = 12, **changes: object
) -> StandingFacts:
    made = StandingFacts(
        id="standing-1",
        as_of=datetime(2026, 11, 21, 2, 14, tzinfo=UTC),
        verdict=verdict or ("blocked" if blocking else "clear"),
        parts={"untermed": PartStanding(points), "termed": PartStanding(points)},
        blocking=blocking,
    )
    return replace(made, **changes)


def request(reason: str = "lost", on: date = TODAY, **changes: object) -> Request:
    loss = reason in {"lost", "stolen", "fire", "disaster"}
    old, new = ("1.002820", "3.000348") if loss else ("1.002809", "3.000347")
    code = old if on < OLD_SWITCH else new
    return replace(Request(code, reason, "online"), **changes)


def facts(reason: str = "lost", *parts: PartFacts, on: date = TODAY, **changes: object) -> Facts:
    made = Facts(request(reason, on), licence(*parts), standing(), CLAIMS, None, HealthFacts(valid=True))
    return replace(made, **changes)


def decide(given: Facts, on: date = TODAY, **settings: object) -> Verdict:
    read = LawSettings(**settings)
    return check(given, law=load_law(read), on=on, settings=read)


def named(verdict: Verdict, rule: str, part: str | None = None) -> Finding:
    """The one finding of a rule (of a part, if one is named)."""
    found = [entry for entry in verdict.findings if entry.rule == rule and part in {None, entry.part}]
    assert len(found) == 1, (rule, [entry.rule for entry in verdict.findings])
    return found[0]


def rules_of(verdict: Verdict) -> set[str]:
    return {entry.rule for entry in verdict.findings}
