"""A violation case (vụ việc vi phạm) as police push it: one version, its parts and its identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.violations.domain.months import add_months
from shared.kernel.clock import business_date

ONE_DAY = date.resolution


class Role(StrEnum):
    """Whom the case addresses: the driver, the owner of the vehicle (chủ xe), or somebody not yet known."""

    DRIVER = "driver"
    OWNER = "owner"
    UNKNOWN = "unknown"


class VehicleGroup(StrEnum):
    """Kind of vehicle the decrees set acts apart by: ô tô, xe mô tô, khác."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    OTHER = "other"


class Part(StrEnum):
    """Part of a licence: without term (không thời hạn) or with term (có thời hạn)."""

    UNTERMED = "untermed"
    TERMED = "termed"


class Scope(StrEnum):
    """What of a licence a sanction touches: one part, or all of it."""

    UNTERMED = "untermed"
    TERMED = "termed"
    ALL = "all"

    def touches(self, part: Part) -> bool:
        """Whether the part is meant."""
        return self is Scope.ALL or self.value == part.value


class Status(StrEnum):
    """Where the police say the case is."""

    OPEN = "open"
    DECIDED = "decided"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class HeldKind(StrEnum):
    """What is held (tạm giữ)."""

    LICENCE = "licence"
    VEHICLE = "vehicle"
    REGISTRATION = "registration"


class HeldForm(StrEnum):
    """Whether the thing itself is held or its electronic copy (NĐ 168/2024 Điều 5.7)."""

    PHYSICAL = "physical"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened. ``province`` is a code as pushed."""

    province: str
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the case is about. A driver has a citizen id, a licence number, or both."""

    role: Role
    citizen_id: str | None
    licence_number: str | None
    full_name: str | None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """The vehicle used. ``plate`` is the registration mark (biển số)."""

    plate: str | None
    group: VehicleGroup


@dataclass(frozen=True, slots=True)
class Decision:
    """The penalty decision (quyết định xử phạt)."""

    number: str
    decided_on: date
    effective_on: date


@dataclass(frozen=True, slots=True)
class Fine:
    """The fine (phạt tiền) in whole dong, and the day the police saw it paid."""

    amount_vnd: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Suspension:
    """Suspension of the right to use the licence (tước quyền sử dụng giấy phép lái xe có thời hạn).

    Without ``starts_on`` it is ordered but its clock does not run, because the holder has not yet handed the licence
    in (NĐ 168/2024 Điều 5.3.b).
    """

    months: int
    part: Scope
    starts_on: date | None
    ends_on: date | None

    @property
    def last_day(self) -> date | None:
        """The last day of the suspension; None while the clock does not run."""
        if self.starts_on is None:
            return None
        return self.ends_on or add_months(self.starts_on, self.months) - ONE_DAY


@dataclass(frozen=True, slots=True)
class PoliceFigure:
    """How many points the police system says were deducted, and from which part."""

    deducted: int
    part: Part


@dataclass(frozen=True, slots=True)
class HeldItem:
    """A thing held (tạm giữ) as security or to verify facts (Luật Xử lý vi phạm hành chính Điều 125)."""

    kind: HeldKind
    form: HeldForm
    place: str
    held_from: date
    returned_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One version of a case. ``(source, case_number)`` is its identity, ``version`` counts its corrections."""

    source: str
    case_number: str
    version: int
    occurred_at: datetime
    place: Place
    subject: Subject
    vehicle: Vehicle
    acts: tuple[str, ...]
    decision: Decision | None = None
    fine: Fine | None = None
    suspension: Suspension | None = None
    points: PoliceFigure | None = None
    held_items: tuple[HeldItem, ...] = ()
    status: Status = Status.OPEN
    occurred_on: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """``occurred_on`` is the business day of the act; every rule asks for it."""
        object.__setattr__(self, "occurred_on", business_date(self.occurred_at))

    @property
    def scope(self) -> Scope:
        """Part of the licence the vehicle belongs to: cars to the termed, motorcycles to the untermed part."""
        if self.vehicle.group is VehicleGroup.CAR:
            return Scope.TERMED
        return Scope.UNTERMED if self.vehicle.group is VehicleGroup.MOTORCYCLE else Scope.ALL


@dataclass(frozen=True, slots=True)
class Settlement:
    """Money received for a fine, apart from what police say. ``paid_at`` is the gateway's instant."""

    id: str
    case_id: str
    payment_id: str
    amount_vnd: int
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case as held: its highest version, and the settlement if its fine was paid through us."""

    id: str
    case: Case
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Restoration:
    """A knowledge test passed after all points were gone (phục hồi điểm; TT 65/2024/TT-BCA)."""

    part: Part
    passed_on: date
    decision: str
