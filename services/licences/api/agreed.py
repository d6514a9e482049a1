"""The one place that decides which members of an answer leave: scope first, then the data-sharing agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.auth.access import current
from shared.auth.principals import ALL_FIELDS
from shared.web.lookups import record_lookup

FULL = "licences:read"
STANDING_MEMBERS = frozenset(
    {
        "id",
        "number",
        "parts.kind",
        "parts.regime",
        "parts.classes",
        "parts.conditions",
        "parts.expires_on",
        "parts.on_card",
        "parts.valid_in_register",
        "card.serial",
        "card.status",
        "version",
    }
)
"""What ``licences:standing`` alone shows of a licence: whether it may be relied on, and nothing about the person."""
ALWAYS = frozenset({"id"})


def agreed_fields() -> frozenset[str]:
    """What the agreement lets the caller see; ``*`` for a caller without one (a route that needs none)."""
    agreement = current().agreement
    return agreement.fields if agreement is not None else frozenset({ALL_FIELDS})


def reads_all() -> bool:
    """Whether the caller may read licences whole, rather than their validity."""
    return FULL in current().principal.scopes


def shown(document: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The members of a document that ``fields`` cover.

    ``parts`` covers a member whole, ``parts.kind`` one member of it (of each entry of a list); an ``id`` always
    stays.
    """
    wanted = frozenset(fields)
    if ALL_FIELDS in wanted:
        return dict(document)
    return _shown(document, wanted)


def _shown(document: Mapping[str, Any], wanted: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in document.items():
        if name in wanted or name in ALWAYS:
            found[name] = value
            continue
        within = frozenset(path.removeprefix(f"{name}.") for path in wanted if path.startswith(f"{name}."))
        if within:
            found[name] = _within(value, within)
    return found


def _within(value: Any, wanted: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return _shown(value, wanted)
    if isinstance(value, list):
        return [_within(entry, wanted) for entry in value]
    return value


def released(
    documents: Sequence[Mapping[str, Any]], persons: Sequence[str], *, of_licences: bool = False
) -> list[dict[str, Any]]:
    """The documents as this caller may see them; the look is on disk before they are handed out.

    ``persons`` are the personal numbers of whose data is shown (or was asked for). ``of_licences``: a caller with the
    scope of standing only sees their validity.
    """
    fields = agreed_fields()
    answers = [shown(document, fields) for document in documents]
    if of_licences and not reads_all():
        answers = [shown(document, STANDING_MEMBERS) for document in answers]
        record_lookup(persons, ["validity"])
        return answers
    record_lookup(persons, sorted({name for answer in answers for name in answer} - {"id", "version"}))
    return answers
