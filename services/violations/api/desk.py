"""What the views work with: the store, the rules and the clock of this app."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from services.violations.application.ports import Store
from services.violations.application.standings import Rules
from shared.kernel.clock import Clock

EXTENSION = "gplx-violations"


@dataclass(frozen=True, slots=True)
class Desk:
    """One app's store, rules and clock."""

    store: Store
    rules: Rules
    clock: Clock


def desk() -> Desk:
    """The desk of the app in hand."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Desk):
        raise TypeError("this app was not made by services.violations.app")
    return found
