"""Requested ∩ agreed ∩ allowed: what a token may do, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.access.domain.agreements import (
    Agreement,
    AgreementStatus,
    LegalBasis,
    check_agreement,
    check_no_overlap,
)
from services.access.domain.grants import Grant, decide_grant
from services.access.domain.refusals import RefusalCode, TokenRefusal
from services.access.domain.scopes import (
    CATALOGUE,
    ActorKind,
    OfficerRole,
    Purpose,
    read_scopes,
    scopes_for,
    scopes_of_service,
)
from shared.kernel.errors import Conflict, Invalid

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LICENCES = Agreement(
    id="019aa5c4-6f00-7000-8000-000000000001",
    client_id="roadside",
    service="licences",
    acting_for=ActorKind.SYSTEM,
    scopes=frozenset({"licences:read", "licences:standing"}),
    purposes=frozenset({Purpose.ROADSIDE}),
    fields=frozenset({"*"}),
    legal_basis=(LegalBasis("Luật 36/2024/QH15", "Điều 7"),),
    valid_from=date(2026, 11, 22),
    valid_to=date(2026, 12, 31),
    per_day=10,
    approved_by="Cục Cảnh sát giao thông",
    opened_at=NOW,
)
VIOLATIONS = replace(LICENCES, id="2", service="violations", scopes=frozenset({"violations:standing", "events:read"}))


def grant(
    scope: str | None = None,
    *resources: str,
    agreements: tuple[Agreement, ...] = (VIOLATIONS, LICENCES),
    kind: ActorKind = ActorKind.SYSTEM,
    now: datetime = NOW,
) -> Grant:
    return decide_grant(
        requested=read_scopes(scope),
        resources=resources,
        agreements=agreements,
        acting_for=kind,
        allowed=scopes_for(kind, list(OfficerRole)),
        now=now,
    )


def refusal(**kwargs: object) -> RefusalCode:
    with pytest.raises(TokenRefusal) as caught:
        grant(**kwargs)  # type: ignore[arg-type]
    return caught.value.code


def test_no_scope_named_is_all_that_is_agreed() -> None:
    assert grant().scopes == ("events:read", "licences:read", "licences:standing", "violations:standing")
    assert grant().audience == ("licences", "violations")


def test_a_scope_counts_only_where_it_is_agreed() -> None:
    both = grant("licences:read events:read")
    assert {entry.agreement.service: set(entry.scopes) for entry in both.by_service} == {
        "licences": {"licences:read"},
        "violations": {"events:read"},
    }


def test_resources_narrow() -> None:
    assert grant(None, "violations").audience == ("violations",)
    with pytest.raises(TokenRefusal) as caught:
        grant(None, "payroll")
    assert caught.value.code is RefusalCode.INVALID_TARGET


def test_an_agreement_for_somebody_else_grants_nothing() -> None:
    assert refusal(kind=ActorKind.CITIZEN) is RefusalCode.INVALID_SCOPE
    for_citizens = replace(LICENCES, acting_for=ActorKind.CITIZEN)
    assert grant(agreements=(for_citizens,), kind=ActorKind.CITIZEN).scopes == ("licences:read",)
    assert refusal(agreements=(for_citizens,)) is RefusalCode.INVALID_SCOPE


def test_a_grant_ends_with_the_first_of_its_agreements() -> None:
    assert grant().expires_at(NOW) == NOW + timedelta(minutes=10)
    ended = replace(LICENCES, ended_at=NOW + timedelta(minutes=3))
    assert grant(agreements=(ended, VIOLATIONS)).expires_at(NOW) == NOW + timedelta(minutes=3)
    assert grant().expires_at(NOW, at_most=NOW + timedelta(minutes=1)) == NOW + timedelta(minutes=1)
    assert grant("violations:standing", agreements=(ended, VIOLATIONS)).expires_at(NOW) == NOW + timedelta(minutes=10)


def test_days_begin_and_end_at_midnight_in_vietnam() -> None:
    midnight = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    last = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    moments = [midnight - timedelta(microseconds=1), midnight, last - timedelta(microseconds=1), last]
    assert [LICENCES.status_at(moment) for moment in moments] == [
        AgreementStatus.FUTURE,
        AgreementStatus.IN_FORCE,
        AgreementStatus.IN_FORCE,
        AgreementStatus.EXPIRED,
    ]
    assert refusal(agreements=(LICENCES,), now=last) is RefusalCode.INVALID_SCOPE


def test_an_agreement_is_ended_once() -> None:
    ended = LICENCES.end(at=NOW, reason="x")
    assert ended.status_at(NOW) is AgreementStatus.ENDED
    assert ended.status_at(NOW + timedelta(days=400)) is AgreementStatus.ENDED
    for over, at in ((ended, NOW), (LICENCES, NOW + timedelta(days=400))):
        with pytest.raises(Conflict):
            over.end(at=at, reason="y")


def test_overlaps_count_for_the_same_client_service_and_kind() -> None:
    def overlaps(other: Agreement) -> bool:
        try:
            check_no_overlap(replace(LICENCES, id="new"), [other], NOW)
        except Conflict:
            return True
        return False

    assert overlaps(LICENCES)
    assert overlaps(replace(LICENCES, valid_from=date(2026, 12, 31), valid_to=date(2027, 12, 31)))
    assert not overlaps(replace(LICENCES, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31)))
    assert not overlaps(LICENCES.end(at=NOW, reason="x"))
    for other in (
        VIOLATIONS,
        replace(LICENCES, client_id="auditor"),
        replace(LICENCES, acting_for=ActorKind.OFFICER),
    ):
        assert not overlaps(other)


def test_all_faults_are_told_at_once() -> None:
    bad = replace(
        LICENCES,
        scopes=frozenset({"violations:read", "licences:read", "renewals:decide"}),
        purposes=frozenset({Purpose.SELF}),
        valid_to=date(2026, 1, 1),
        fields=frozenset({"*", "number"}),
    )
    with pytest.raises(Invalid) as caught:
        check_agreement(bad, NOW.date())
    assert [fault.pointer for fault in caught.value.faults] == [
        "/scopes", "/scopes", "/purposes", "/valid_to", "/fields",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "a  b", " a", "a ", "a\tb", 'a"b', "a\\b", "đ", "x" * 65, "a " * 32 + "a"])
def test_texts_that_are_no_scopes(text: str) -> None:
    with pytest.raises(TokenRefusal):
        read_scopes(text)


def test_nobody_may_hold_what_is_not_for_them() -> None:
    assert scopes_for(ActorKind.OFFICER, []) == frozenset()
    assert scopes_for(ActorKind.OFFICER, [OfficerRole.ADMIN]) == {"access:admin"}
    assert "renewals:decide" not in scopes_for(ActorKind.OFFICER, [OfficerRole.OFFICER, OfficerRole.SUPERVISOR])
    assert "renewals:decide" in scopes_for(ActorKind.OFFICER, [OfficerRole.DECIDER])
    for kind in (ActorKind.CITIZEN, ActorKind.SYSTEM):
        assert not scopes_for(kind) & {"renewals:decide", "access:admin"}
    assert not scopes_for(ActorKind.CITIZEN) & {"licences:issue", "licences:import", "violations:push", "events:read"}
    assert "renewals:file" not in scopes_for(ActorKind.SYSTEM)
    assert scopes_of_service("exchange") == {"exchange:send", "exchange:receive", "events:read"}
    assert all(scope.services for scope in CATALOGUE.values())
