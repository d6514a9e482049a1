"""A case of which some members could not be read, so that what is impossible in the others is told at once, too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.violations.domain.checks import UnreadError
from shared.kernel.clock import business_date


class Sketch:
    """What was read of an object of the wire; asking for anything else raises UnreadError."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def __getattr__(self, name: str) -> Any:
        if name not in self._known:
            raise UnreadError(name)
        return _sketched(self._known[name])


class CaseSketch(Sketch):
    """As much of a Case as its checks ask for."""

    @property
    def occurred_on(self) -> date:
        """The business day of the act."""
        return business_date(self.occurred_at)

    @property
    def acts(self) -> tuple[str, ...]:
        """The codes of the acts."""
        return tuple(act.code for act in self.__getattr__("acts"))


def _sketched(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Sketch(value)
    return [_sketched(entry) for entry in value] if isinstance(value, list) else value
