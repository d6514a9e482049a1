"""Which members of an answer leave: those the data-sharing agreement names, and the look is on disk first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.auth.access import current
from shared.auth.principals import ALL_FIELDS
from shared.web.lookups import record_lookup

ALWAYS = frozenset({"id", "as_of", "hypothetical", "verdict"})
"""Without these an answer would mean nothing."""
_BORING = frozenset({"id", "as_of", "hypothetical", "on", "person", "sources"})


def released(document: Mapping[str, Any], persons: Iterable[str]) -> dict[str, Any]:
    """The document as this caller may see it; the look at these persons is on disk before it is handed out."""
    answer = shown(document)
    record_lookup(sorted(persons), sorted(answer.keys() - _BORING))
    return answer


def released_cases(documents: Sequence[Mapping[str, Any]], persons: Iterable[str]) -> list[dict[str, Any]]:
    """As :func:`released`, for a list of cases."""
    record_lookup(sorted(persons), ["cases"])
    return [shown(document) for document in documents]


def shown(document: Mapping[str, Any]) -> dict[str, Any]:
    """The members the agreement covers."""
    agreement = current().agreement
    if agreement is None or ALL_FIELDS in agreement.fields:
        return dict(document)
    return {name: value for name, value in document.items() if name in ALWAYS or name in agreement.fields}


def own_number() -> str | None:
    """The personal number of a citizen who asks for themselves; None for officers and systems."""
    principal = current().principal
    return principal.citizen_id if principal.kind == "citizen" else None
