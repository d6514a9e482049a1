"""What the views work with: put into the app by its composition root, found again here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from services.access.application.tokens import TokenDesk

EXTENSION = "gplx-access"


@dataclass(frozen=True, slots=True)
class Desk:
    """``tokens`` for the flows; ``jwks`` gives the public keys as they stand."""

    tokens: TokenDesk
    jwks: Callable[[], Mapping[str, Any]]


def desk() -> Desk:
    """The desk of the app that answers the request in hand."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Desk):
        raise TypeError("this app was not made by services.access.app")
    return found
