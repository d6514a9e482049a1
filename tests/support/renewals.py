"""Renewals whole, in memory: its use cases over fake neighbours, with a hand on time, jobs and sudden death."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.renewals.application.advance import advance
from services.renewals.application.changes import ADVANCE, PAPERS, PAYMENT, RECHECK
from services.renewals.application.deciding import Order, decide
from services.renewals.application.filing import file_application
from services.renewals.application.news import person_news, recheck_waiting, source_news
from services.renewals.application.papers import make_papers
from services.renewals.application.paying import order_fee, order_fine
from services.renewals.application.ports import Ports, Rejection
from services.renewals.application.receipts import progress_payment, take_notice
from services.renewals.application.searching import record_search
from services.renewals.application.supplementing import Upload, supplement
from services.renewals.application.views import ApplicationView, PaymentView
from services.renewals.application.withdrawing import withdraw
from services.renewals.domain.decisions import DecisionOutcome
from services.renewals.domain.dossier import Channel, DeliveryMethod, Dossier, Filer, Filing
from services.renewals.domain.facts import Reason
from services.renewals.domain.register_search import FoundRecord, PaperRegister, RegisterSearch, SearchResult
from services.renewals.domain.states import State
from services.renewals.domain.tables import load_law
from shared.db.unit_of_work import require_no_open_unit_of_work
from shared.kernel.actor import Actor
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Unavailable
from tests.support.renewals_neighbours import (
    CASE,
    CITIZEN,
    LICENCE,
    PERSON,
    MemoryBlobs,
    MemoryGateway,
    MemoryHealth,
    MemoryLicences,
    MemoryPopulation,
    MemoryPress,
    MemorySeal,
    MemoryViolations,
    Wire,
)
from tests.support.renewals_store import MemoryStore

APPLICANT = Actor("citizen", "7b1c9f0e-0000-5000-8000-000000000001", "portal")
OFFICER = Actor("officer", "7b1c9f0e-0000-5000-8000-0000000000f1", "officers", agency="G01.79", purpose="counter")
PDF = b"%PDF-1.7 demo"


def a_filing(**changed: Any) -> Filing:
    """A citizen whose card burnt, filing online."""
    usual = Filing(
        procedure="3.000348",
        licence_id=LICENCE,
        citizen_id=CITIZEN,
        holder_name="Nguyễn Văn Thử Một",
        date_of_birth=date(1990, 5, 17),
        reason=Reason.FIRE,
        channel=Channel.ONLINE,
        filed_by=Filer("citizen", APPLICANT.subject),
        delivery_method=DeliveryMethod.ELECTRONIC,
        occurred_on=date(2026, 11, 20),
        declaration={"text": "Giấy phép bị cháy.", "place": None, "truthful": True},
    )
    return replace(usual, **changed)


class World:
    """Renewals and everything around it."""

    def __init__(self, clock: MovableClock, store: Any = None) -> None:
        self.clock = clock
        self.store = store or MemoryStore(clock)
        self.wire = Wire(require_no_open_unit_of_work if store else self.store.require_closed)
        self.licences = MemoryLicences(self.wire, clock)
        self.violations = MemoryViolations(self.wire, clock)
        self.gateway = MemoryGateway(self.wire, clock)
        self.population = MemoryPopulation(self.wire)
        self.ports = Ports(
            store=self.store,
            licences=self.licences,
            violations=self.violations,
            gateway=self.gateway,
            population=self.population,
            health=MemoryHealth(self.wire),
            seal=MemorySeal(),
            blobs=MemoryBlobs(),
            press=MemoryPress(),
            clock=clock,
            law=load_law(),
        )

    def file(self, **changed: Any) -> ApplicationView:
        return file_application(self.ports, a_filing(**changed), actor=APPLICANT)

    def order_fee(self, application_id: str) -> PaymentView:
        return order_fee(self.ports, application_id, of_citizen=CITIZEN, actor=APPLICANT)

    def order_fine(self) -> PaymentView:
        return order_fine(self.ports, CASE, citizen_id=CITIZEN, actor=APPLICANT)

    def notify(self, index: int = -1) -> None:
        place = index % len(self.gateway.notices)
        take_notice(self.ports, str(place).encode())

    def pay(self, payment: PaymentView) -> None:
        """Pay at the gateway, and have it tell."""
        self.gateway.pay(payment.id)
        self.notify()

    def decide(
        self,
        application_id: str,
        outcome: str = "approve",
        reason_code: str | None = None,
        *,
        actor: Actor = OFFICER,
        check_version: Callable[[int], None] = lambda _version: None,
    ) -> ApplicationView:
        order = Order(DecisionOutcome(outcome), reason_code)
        return decide(self.ports, application_id, order, check_version=check_version, actor=actor)

    def search(
        self, application_id: str, result: str = "found", *, actor: Actor = OFFICER, **changed: Any
    ) -> ApplicationView:
        """An officer's record of a search in the paper registers."""
        record = FoundRecord("799012345678", ("B2",), date(2015, 5, 1), "Sở Giao thông vận tải", date(2031, 5, 1))
        usual = RegisterSearch(
            (PaperRegister.ISSUE_LIST, PaperRegister.ISSUE_BOOK),
            self.clock.today(),
            SearchResult(result),
            record if result == "found" else None,
        )
        search = replace(usual, **changed)
        return record_search(self.ports, application_id, search, check_version=lambda _version: None, actor=actor)

    def withdraw(self, application_id: str) -> ApplicationView:
        return withdraw(self.ports, application_id, of_citizen=CITIZEN, actor=APPLICANT)

    def supplement(self, application_id: str) -> ApplicationView:
        return supplement(self.ports, application_id, [Upload("a.pdf", PDF)], of_citizen=CITIZEN, actor=APPLICANT)

    def news(self, *, source: bool = False) -> None:
        """What the feed of violations brings."""
        with self.store.begin(OFFICER) as work:
            if source:
                source_news(work, "G01.79")
            else:
                person_news(work, PERSON, {"person": PERSON})
            work.commit()

    def dossier(self, application_id: str) -> Dossier:
        with self.store.read() as readings:
            found = readings.dossiers.get(application_id)
        assert found is not None
        return found

    def state(self, application_id: str) -> State:
        return self.dossier(application_id).state

    def run_jobs(self) -> None:
        """What the job runner does: each due job once, those that fail again a little later."""
        now = self.clock.now()
        for (kind, key), run_at in sorted(self.store.shelf.jobs.items()):
            if run_at > now:
                continue
            handlers = {
                ADVANCE: lambda key=key: advance(self.ports, key),
                PAYMENT: lambda key=key: progress_payment(self.ports, key),
                PAPERS: lambda key=key: make_papers(self.ports, key),
                RECHECK: lambda key=key: recheck_waiting(self.ports),
            }
            before = self.store.shelf.jobs.get((kind, key))
            try:
                again = handlers[kind]()
            except (Unavailable, Rejection):
                again = now + timedelta(seconds=30)
            if again is None and self.store.shelf.jobs.get((kind, key)) == before:
                self.store.shelf.jobs.pop((kind, key), None)
            elif again is not None:
                self.store.shelf.jobs[kind, key] = again

    def settle(self, rounds: int = 12, step: timedelta = timedelta(seconds=10)) -> None:
        """Let a little time pass and all jobs run."""
        for _ in range(rounds):
            self.clock.move(step)
            self.run_jobs()

    def at_review(self, **changed: Any) -> str:
        """A dossier filed and paid for."""
        view = self.file(**changed)
        if view.state == "awaiting_payment":
            self.pay(self.order_fee(view.id))
        assert self.state(view.id) is State.UNDER_REVIEW
        return view.id
