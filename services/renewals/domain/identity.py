"""Whose licence it is: the register beside the identity data (dữ liệu căn cước), or beside what an officer typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from services.renewals.domain.facts import ClaimFacts, Facts, PersonFacts


def identity_differences(facts: Facts) -> tuple[str, ...]:
    """The fields in which the register and the claims differ; case and spacing do not count, marks do."""
    licence, claims = facts.licence, facts.claims
    if licence is None or claims is None:
        return ()
    fields = []
    if not same_name(licence.holder_full_name, claims.full_name):
        fields.append("full_name")
    if licence.holder_date_of_birth != claims.date_of_birth:
        fields.append("date_of_birth")
    if claims.citizen_id not in {licence.holder_citizen_id, *licence.aliases}:
        fields.append("citizen_id")
    return tuple(fields)


def are_identity_data(claims: ClaimFacts, person: PersonFacts | None, fields: Sequence[str]) -> bool:
    """Whether the claims in these fields are identity data: told by the login, or typed and borne out by population."""
    return not claims.typed or all(_borne_out(claims, person, field) for field in fields)


def population_says(person: PersonFacts | None, field: str) -> str | date | None:
    """What the population data hold in a field; None: no answer, or nothing."""
    if person is None:
        return None
    return {"full_name": person.full_name, "date_of_birth": person.date_of_birth}.get(field)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever their case and spacing."""
    return _plain(one) == _plain(other)


def _borne_out(claims: ClaimFacts, person: PersonFacts | None, field: str) -> bool:
    said = population_says(person, field)
    if isinstance(said, str):
        return same_name(said, claims.full_name)
    return said is not None and said == claims.date_of_birth


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
