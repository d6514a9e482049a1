"""Whatever is done to a licence in whatever order: never two live cards, exactly one current unless revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.licences.domain.card import CardStatus, Origin
from services.licences.domain.issuance import Verdict, issue
from services.licences.domain.licence import Licence
from services.licences.domain.loss import Circumstance, LossReport, LossStatus
from services.licences.domain.registry import Effect, RejectedError, load_licence
from shared.kernel.errors import Conflict, DomainError, Invalid
from shared.kernel.ids import new_id
from tests.support.licences import NEW_TERMED, NEW_UNTERMED, NOW, a_licence, a_record, a_standing, an_order


class LicenceMachine(RuleBasedStateMachine):
    """Reports, withdrawals, issuances and registry loads in any order, right ones and wrong ones."""

    @initialize()
    def begin(self) -> None:
        self.licence: Licence = a_licence()
        self.now: datetime = NOW
        self.serials = 0
        self.issued = 0

    @rule(hours=st.integers(1, 500))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(days=st.integers(-2, 30))
    def loss_is_reported(self, days: int) -> None:
        report = LossReport(
            id=new_id(),
            serial="ignored",
            circumstance=Circumstance.LOST,
            occurred_on=(self.now - timedelta(days=days)).date(),
            place="?",
            declaration="?",
            reported_at=self.now,
        )
        self._try(lambda: self.licence.report_loss(report))

    @precondition(lambda self: self.licence.losses)
    @rule(data=st.data())
    def loss_is_withdrawn(self, data: Any) -> None:
        report = data.draw(st.sampled_from(self.licence.losses))
        before = self.licence
        if self._try(lambda: before.withdraw_loss(report_id=report.id, at=self.now)):
            assert self.licence.loss(report.id).status is LossStatus.WITHDRAWN
            assert before is self.licence or self.licence.card.status is CardStatus.LIVE

    @rule(
        current=st.booleans(),
        verdict=st.sampled_from(Verdict),
        parts=st.sampled_from([(NEW_TERMED,), (NEW_UNTERMED,), (NEW_UNTERMED, NEW_TERMED), ()]),
        age=st.integers(0, 80),
    )
    def card_is_issued(self, *, current: bool, verdict: Verdict, parts: Any, age: int) -> None:
        self.issued += 1
        order = an_order(
            self.licence.card.serial if current else self.licence.cards[0].serial,
            parts=tuple(replace(part, expires_on=date(2099, 1, 1)) if part.expires_on else part for part in parts),
            standing=a_standing(verdict=verdict, as_of=self.now - timedelta(seconds=age)),
        )
        before = self.licence
        done = self._try(lambda: issue(before, order, serial=f"VN{self.issued:06d}", issued_by="G01.08", now=self.now))
        if done:
            assert verdict in {Verdict.CLEAR, Verdict.BLOCKED}
            assert age <= 60
            assert self.licence.card.status is CardStatus.LIVE, "after an issuance exactly one is live"
            assert self.licence.open_loss is None
            assert [card.serial for card in self.licence.cards[:-1]] == [card.serial for card in before.cards]

    @rule(
        known=st.booleans(),
        status=st.sampled_from([CardStatus.LIVE, CardStatus.REPORTED_LOST, CardStatus.REVOKED]),
        issued_on=st.dates(date(2018, 1, 1), date(2026, 11, 1)),
    )
    def registry_is_loaded(self, *, known: bool, status: CardStatus, issued_on: date) -> None:
        self.serials += not known
        record = a_record(serial=f"AB{self.serials:06d}", status=status, issued_on=issued_on)
        before = self.licence
        try:
            effect, after = load_licence(record, before, holder_id="h", now=self.now, fresh_id=new_id)
        except RejectedError as refusal:
            assert refusal.fault.code == "newer-card-here"
            assert before.card.origin is Origin.ISSUED
            return
        assert (after == before) == (effect in {Effect.UNCHANGED, Effect.STALE})
        assert before.card.origin is Origin.REGISTRY or after == before
        self.licence = after

    def _try(self, act: Any) -> bool:
        try:
            after = act()
        except (Conflict, Invalid) as refusal:
            assert isinstance(refusal, DomainError)
            return False
        assert after.version in {self.licence.version, self.licence.version + 1}
        self.licence = after
        return True

    @invariant()
    def never_two_live_and_exactly_one_current(self) -> None:
        statuses = [card.status for card in self.licence.cards]
        assert statuses.count(CardStatus.LIVE) <= 1
        current = [status for status in statuses if status in {CardStatus.LIVE, CardStatus.REPORTED_LOST}]
        assert len(current) == (0 if self.licence.revoked_on else 1)

    @invariant()
    def serials_are_used_once_and_reports_end_with_their_card(self) -> None:
        serials = [card.serial for card in self.licence.cards]
        assert len(set(serials)) == len(serials)
        open_reports = [loss for loss in self.licence.losses if loss.status is LossStatus.OPEN]
        assert [loss.serial for loss in open_reports] in ([], [self.licence.card.serial])


TestLicenceMachine = LicenceMachine.TestCase
TestLicenceMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
