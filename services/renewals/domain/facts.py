"""What the rules look at: everything is given, nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.renewals.domain.register_search import RegisterSearch
from shared.kernel.words import Words


class PartKind(StrEnum):
    """The two halves a licence may have (phần không thời hạn, phần có thời hạn)."""

    UNTERMED = "untermed"
    TERMED = "termed"


class Reason(StrEnum):
    """Why the holder asks for a card."""

    LOST = "lost"
    STOLEN = "stolen"
    FIRE = "fire"
    DISASTER = "disaster"
    DAMAGED = "damaged"
    EXPIRING = "expiring"
    DATA_CHANGE = "data_change"
    VOLUNTARY = "voluntary"


LOSS_REASONS = frozenset({Reason.LOST, Reason.STOLEN, Reason.FIRE, Reason.DISASTER})
"""The reasons in which the holder no longer has the card (mất, bị trộm, cháy, thiên tai)."""


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One part of a licence as registered. ``expires_on`` None: no term (không thời hạn).

    ``on_card`` False: an earlier issue left the part out because it was barred.
    """

    kind: str
    regime: str
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    first_issued_on: date
    issued_on: date
    expires_on: date | None
    exam_passed_on: date | None = None
    on_card: bool = True


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """A licence with its holder and its current card, from the register."""

    id: str
    number: str
    status: str
    card_serial: str | None
    card_status: str
    parts: tuple[PartFacts, ...]
    holder_full_name: str
    holder_date_of_birth: date
    holder_sex: str
    holder_citizen_id: str
    loss_reports_on: tuple[date, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockingFact:
    """One case that bars the person or one part, as the standing tells it. ``part``: termed, untermed or all.

    ``since`` is when the bar began: the day of the decision (fine-unpaid, suspension-not-started), of the offence
    (case-unsettled), of the holding (licence-held) or the first day of the suspension (suspended).
    """

    case_id: str
    case_number: str
    source: str
    reason: str
    part: str
    since: date | None
    amount_vnd: int | None
    settle_at_agency: str
    settle_at_address: str
    payable_online: bool
    until: date | None = None
    agency_name: Words | None = None

    @property
    def agency(self) -> Words:
        """Who settles it, by name where the standing gives one."""
        return self.agency_name or Words(self.settle_at_agency, self.settle_at_agency)


@dataclass(frozen=True, slots=True)
class PartStanding:
    """Points and bars of one part. ``points`` 0–12 or None if not kept."""

    points: int | None
    blocked: bool = False
    suspended_until: date | None = None


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What the violations register says of a person at an instant. ``verdict``: clear, blocked, check or unknown.

    ``silent_sources`` are the codes of the required sources that are overdue, ``silent_names`` their names if told.
    """

    id: str
    as_of: datetime
    verdict: str
    parts: Mapping[str, PartStanding]
    blocking: tuple[BlockingFact, ...] = ()
    warnings: tuple[str, ...] = ()
    silent_sources: tuple[str, ...] = ()
    silent_names: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """Who the person is by the identity data of the login (dữ liệu căn cước).

    ``typed``: entered by an officer at the counter, and so identity data only where the population data bear it out.
    """

    full_name: str
    date_of_birth: date
    citizen_id: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the population data says that fees, photo and identity hang on. None: no answer."""

    assurance_level: int
    basic_papers: bool | None
    licence_integrated: bool | None
    has_photo: bool | None = None
    full_name: str | None = None
    date_of_birth: date | None = None


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """The health certificate (giấy khám sức khỏe). ``valid`` None: no answer; ``unfit`` True: concluded unfit."""

    valid: bool | None
    unfit: bool = False
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ForceMajeure:
    """A proven reason beyond the holder's power. ``kind``: illness, natural_disaster, fire or epidemic."""

    kind: str
    proof_id: str


@dataclass(frozen=True, slots=True)
class ClaimedLicence:
    """What the holder remembers of a licence the register does not know."""

    number: str | None
    classes: tuple[str, ...]
    issued_on: date | None
    issued_by: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. ``class_choice`` maps an old class ("B2" or "2008:B2") to the new one wished ("C1")."""

    procedure: str
    reason: str
    channel: str
    class_choice: Mapping[str, str] | None = None
    force_majeure: ForceMajeure | None = None
    claimed: ClaimedLicence | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a check needs.

    ``standing`` None: violations unreachable. ``as_of``: the day the check is made, when later than the reference
    date (a re-check, or the day of issue); None: the reference date itself. ``observed``: what an officer found, of
    false_loss_report, forged_papers, card_altered, card_erased_or_altered, false_papers, card_found.
    ``register_search``: the search in the paper registers (tra bảng kê, sổ quản lý), if one is on file.
    """

    request: Request
    licence: LicenceFacts | None
    standing: StandingFacts | None
    claims: ClaimFacts | None = None
    person: PersonFacts | None = None
    health: HealthFacts | None = None
    as_of: date | None = None
    observed: frozenset[str] = field(default_factory=frozenset)
    register_search: RegisterSearch | None = None
