"""The neighbours of renewals in memory: a register with one licence, standings, a gateway that doubles and loses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from services.renewals.application.ports import (
    CaseFine,
    Errand,
    IssuedCard,
    OrderStatus,
    PersonRecord,
    RegisteredLicence,
    Rejection,
    Standing,
)
from services.renewals.application.repositories import Notice
from services.renewals.domain.facts import (
    BlockingFact,
    HealthFacts,
    LicenceFacts,
    PartFacts,
    PartStanding,
    PersonFacts,
    StandingFacts,
)
from services.renewals.domain.papers import PaperKind
from services.renewals.domain.payments import Payment
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.kernel.ids import new_id
from tests.support.renewals_store import KilledError

CITIZEN = "999090000001"
PERSON = "019ab0a0-5c00-7000-8000-0000000000aa"
LICENCE = "019ab0a0-5c00-7000-8000-000000000201"
CASE = "019ab0a0-5c00-7000-8000-0000000000ca"
FINE = 5_000_000


@dataclass
class Wire:
    """How calls fare: ``away`` services do not answer; ``lost`` ones act but their answer (or we) dies."""

    require_closed: Callable[[], None]
    away: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    die: set[str] = field(default_factory=set)

    def before(self, service: str) -> None:
        self.require_closed()
        if service in self.away:
            raise Unavailable("dependency-unavailable", service=service)

    def after(self, service: str) -> None:
        if service in self.die:
            self.die.discard(service)
            raise KilledError
        if service in self.lost:
            self.lost.discard(service)
            raise Unavailable("dependency-unavailable", service=service)


class MemoryLicences:
    """One licence, its cards, loss reports and issuances, with the real register's refusals.

    ``held`` False: the register does not hold it (yet).
    """

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self.cards: dict[str, str] = {"AB000001": "live"}
        self.reports: dict[str, str] = {}
        self._keys: dict[str, tuple[str, Any]] = {}
        self.issued: list[tuple[str, str]] = []
        self.expires_on: date | None = date(2031, 5, 1)
        self.name = "Nguyễn Văn Thử Một"
        self.held = True

    @property
    def current(self) -> str:
        return next(serial for serial, status in self.cards.items() if status in {"live", "reported_lost"})

    def search(self, citizen_id: str, *, errand: Errand) -> Sequence[RegisteredLicence]:
        self._wire.before("licences")
        if citizen_id != CITIZEN or not self.held:
            return ()
        part = PartFacts("termed", "2024", ("B",), (), date(2015, 5, 1), date(2021, 5, 1), self.expires_on)
        facts = LicenceFacts(
            LICENCE, "799012345678", "in_force", self.current, self.cards[self.current], (part,),
            self.name, date(1990, 5, 17), "male", CITIZEN,
        )  # fmt: skip
        return (RegisteredLicence(facts, {"full_name": self.name}, ({"kind": "termed"},)),)

    def report_loss(self, licence_id: str, report: Mapping[str, Any], *, key: str, errand: Errand) -> str:
        self._wire.before("licences")
        known = self._known(f"loss:{key}", report)
        if known is None:
            if self.cards[self.current] == "reported_lost":
                raise Rejection("licences", "loss-already-reported")
            self.cards[self.current] = "reported_lost"
            known = new_id()
            self.reports[known] = self.current
            self._keys[f"loss:{key}"] = (json.dumps(dict(report)), known)
        self._wire.after("licences")
        return str(known)

    def withdraw_loss(self, licence_id: str, report_id: str, *, key: str, errand: Errand) -> None:
        self._wire.before("licences")
        serial = self.reports[report_id]
        if self.current != serial:
            raise Rejection("licences", "card-not-current")
        self.cards[serial] = "live"
        self._wire.after("licences")

    def issue_card(self, licence_id: str, request: Mapping[str, Any], *, key: str, errand: Errand) -> IssuedCard:
        self._wire.before("licences")
        known = self._known(f"card:{key}", request)
        if known is None:
            if request["expected_serial"] != self.current:
                raise Rejection("licences", "card-not-current")
            age = self._clock.now() - datetime.fromisoformat(request["standing"]["as_of"])
            if age.total_seconds() > 60:
                raise Rejection("licences", "standing-too-old")
            verdict, accepted = request["standing"]["verdict"], request["standing"]["accepted_by"]
            if verdict != "clear" and accepted is None:
                raise Rejection("licences", "standing-not-clear")
            assert not any(application == request["application_id"] for application, _ in self.issued)
            self.cards[self.current] = "superseded"
            serial = f"VN{len(self.cards):06d}"
            self.cards[serial] = "live"
            self.issued.append((request["application_id"], serial))
            known = IssuedCard(serial, new_id())
            self._keys[f"card:{key}"] = (json.dumps(dict(request)), known)
        self._wire.after("licences")
        assert isinstance(known, IssuedCard)
        return known

    def credential(self, credential_id: str, *, errand: Errand) -> str:
        self._wire.before("licences")
        return f"signed:{credential_id}"

    def card_issued_for(self, licence_id: str, application_id: str, *, errand: Errand) -> IssuedCard | None:
        self._wire.before("licences")
        return next((IssuedCard(s, None) for a, s in self.issued if a == application_id), None)

    def _known(self, key: str, body: Mapping[str, Any]) -> Any:
        if key not in self._keys:
            return None
        sent, answer = self._keys[key]
        if sent != json.dumps(dict(body)):
            raise Rejection("licences", "idempotency-key-reused")
        return answer


class MemoryViolations:
    """``owed``: the fine of the one case; ``silent``: a required police source has not been heard of."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self.owed: int | None = None
        self.silent = False
        self.settled_ids: set[str] = set()

    def standing(
        self, citizen_id: str, *, numbers: Sequence[str], aliases: Sequence[str], on: date | None, errand: Errand
    ) -> Standing:
        self._wire.before("violations")
        blocked = self.owed is not None
        verdict = "blocked" if blocked else "unknown" if self.silent else "clear"
        block = BlockingFact(
            CASE, "0012345/BB-VPHC", "G01.79", "fine-unpaid", "all", date(2026, 10, 1), self.owed,
            "Công an TP. Hồ Chí Minh", "341 Trần Hưng Đạo", True,
        )  # fmt: skip
        facts = StandingFacts(
            id=new_id(),
            as_of=self._clock.now(),
            verdict=verdict,
            parts={"termed": PartStanding(12, blocked)},
            blocking=(block,) if blocked else (),
            silent_sources=("G01.79",) if self.silent else (),
        )
        return Standing(facts, PERSON)

    def case_fine(self, case_id: str, *, errand: Errand) -> CaseFine | None:
        self._wire.before("violations")
        return CaseFine(CASE, frozenset({CITIZEN}), self.owed is None) if case_id == CASE else None

    def settle(self, payment: Payment, *, errand: Errand) -> None:
        self._wire.before("violations")
        if payment.id not in self.settled_ids:
            if self.owed is None:
                raise Rejection("violations", "state-conflict")
            self.owed = None
            self.settled_ids.add(payment.id)
        self._wire.after("violations")


@dataclass(frozen=True)
class GatewayOrder:
    amount_vnd: int
    expires_at: datetime
    paid_at: datetime | None = None
    refunded_at: datetime | None = None


class MemoryGateway:
    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self.orders: dict[str, GatewayOrder] = {}
        self.notices: list[Notice] = []

    def place(self, payment: Payment) -> str | None:
        self._wire.before("gateway")
        self.orders.setdefault(payment.id, GatewayOrder(payment.amount_vnd, payment.expires_at))
        self._wire.after("gateway")
        return f"http://gateway.test/{payment.id}"

    def pay(self, order_id: str) -> bool:
        """What the payer's browser does; late success happens, so a little past the deadline still counts."""
        order = self.orders[order_id]
        if order.paid_at is not None:
            return False
        self.orders[order_id] = replace(order, paid_at=self._clock.now())
        self.notices.append(Notice(new_id(), "payment.paid", order_id, order.amount_vnd, self._clock.now()))
        return True

    def status(self, payment_id: str) -> OrderStatus | None:
        self._wire.before("gateway")
        order = self.orders.get(payment_id)
        if order is None:
            return None
        late = self._clock.now() > order.expires_at
        status = "refunded" if order.refunded_at else "paid" if order.paid_at else "expired" if late else "open"
        return OrderStatus(status, order.amount_vnd, order.paid_at)

    def refund(self, payment: Payment) -> None:
        self._wire.before("gateway")
        order = self.orders[payment.id]
        assert order.paid_at is not None, "nothing was paid"
        if order.refunded_at is None:
            self.orders[payment.id] = replace(order, refunded_at=self._clock.now())
            notice = Notice(new_id(), "payment.refunded", payment.id, order.amount_vnd, self._clock.now())
            self.notices.append(notice)
        self._wire.after("gateway")

    def read_notice(self, token: bytes) -> Notice:
        return self.notices[int(token)]


class MemoryPopulation:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.level = 1

    def person(self, citizen_id: str) -> PersonRecord | None:
        self._wire.before("population")
        return PersonRecord(PersonFacts(self.level, self.level == 2, self.level == 2, True), None, None)


class MemoryHealth:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def certificate(self, citizen_id: str, *, on: date) -> HealthFacts:
        self._wire.before("health")
        return HealthFacts(valid=True, expires_on=date(2027, 11, 1))


class MemorySeal:
    def sign(self, claims: Mapping[str, Any]) -> str:
        return "signed:" + json.dumps(dict(claims), sort_keys=True)

    def public_keys(self) -> Mapping[str, Any]:
        return {"keys": []}


class MemoryBlobs:
    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def keep(self, content: bytes) -> str:
        self.kept.append(content)
        return f"{len(self.kept):064d}"

    def read(self, digest: str) -> bytes | None:
        return self.kept[int(digest) - 1]


class MemoryPress:
    """Papers as their words; real ones are made where the app is."""

    def sealed(self, kind: PaperKind, text: Mapping[str, Any], *, made_at: datetime) -> bytes:
        return json.dumps([kind, dict(text), made_at.isoformat()], ensure_ascii=False).encode()
