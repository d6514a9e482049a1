"""What the operator of renewals chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shared.kernel.settings import setting

CALLS = ("licences", "violations", "access")
"""The services this one calls."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of renewals."""

    database_url: str = setting("Where dossiers are kept: sqlite:///… or postgresql+psycopg://…")
    lookups_url: str = setting("Where look-up entries are kept.")
    issuer: str = setting("Name of the token issuer; also names this system in signed decisions.")
    access_url: str = setting("Address of access: scheme and host.")
    licences_url: str = setting("Address of licences: scheme and host.")
    violations_url: str = setting("Address of violations: scheme and host.")
    renewals_url: str = setting("Address under which the payment gateway reaches this service: scheme and host.")
    gateway_url: str = setting("Address of the payment gateway: scheme and host.")
    population_url: str = setting("Address of the population data: scheme and host.")
    health_url: str = setting("Address of the health registers: scheme and host.")
    seal_key_file: Path = setting("The agency's signing key (JWK); made if it is not there.")
    paper_seal_dir: Path = setting(
        "Folder of the seal on papers: seal-key.pem, seal.pem, authority.pem; made if absent."
    )
    public_url: str = setting("What browsers see: scheme and host, as papers name the tracking page.")
    blobs_dir: Path = setting("Folder for supplements and papers.")
    pages_url: str | None = setting("Address of the citizens' pages, for coming back from paying; empty: issuer.", None)
    client_id: str = setting("Name of this service as a client of access.", "renewals")
    client_key_file: Path | None = setting("Key of this service as a client of access (client file).", None)
    agency: str = setting("Code of the agency that decides and whose prefix dossier codes carry.", "G01.08")
    agency_name: str = setting("The agency as papers name it.", "Cục Cảnh sát giao thông")
    agency_authority: str = setting("The authority above the agency, as papers name it.", "Bộ Công an")
    agency_place: str = setting("Where papers are signed (địa danh).", "Hà Nội")
    payment_days: int = setting("Days an unpaid dossier waits (observed practice: 3).", 3)
    clearance_days: int = setting("Days a dossier waits for a case to be settled.", 30)
    unknown_source_working_days: int = setting("Working days a silent police source may hold a dossier.", 2)
    supplement_days: int = setting("Days an applicant has for a supplement.", 30)
    recheck_minutes: int = setting("Minutes between two looks at a dossier that waits for clearance.", 5)
    poll_seconds: int = setting("Seconds between two questions to the gateway about an open order.", 60)
    law_rows_on: tuple[str, ...] = setting("Ids of rule rows switched on against their default.", ())
    law_rows_off: tuple[str, ...] = setting("Ids of rule rows switched off against their default.", ())
    law_working_days: int = setting("Time limit of the offered procedures in working days; 0: as the tables say.", 0)
    law_counter_fee_vnd: int = setting("Counter fee from 2026 in đồng; 0: as the tables say.", 0)
    law_reissue_starts_new_term: bool = setting("Whether a reissued card gets a full term.", default=False)
    law_owner_notice: str = setting("A notice to the owner without decision: review, ignore or block.", "review")
    law_partially_allowed: bool = setting("Whether one part may be issued while the other is barred.", default=True)
    law_expired_while_waiting: str = setting("A part that expires before issue: freeze, review or exam.", "review")
    law_part_bound: tuple[str, ...] = setting("Bars that stay with one part.", ("suspended", "licence-held"))
    law_extra_holidays: tuple[str, ...] = setting("Days of rest added to the calendar (YYYY-MM-DD).", ())
    law_extra_swapped: tuple[str, ...] = setting("Working Saturdays added to the calendar (YYYY-MM-DD).", ())


def days(texts: tuple[str, ...]) -> frozenset[date]:
    """The days of a setting."""
    return frozenset(date.fromisoformat(text) for text in texts)
