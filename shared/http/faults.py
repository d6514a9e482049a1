"""The only errors a consumer of another service sees: it said no, or it could not be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.kernel.errors import Unavailable

__all__ = ["Rejected", "Unavailable", "unavailable"]


class Rejected(Exception):
    """The provider refused (4xx). ``code`` is the problem's stable code, ``problem`` its whole body."""

    def __init__(self, status: int, code: str, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.problem = dict(problem)


def unavailable(service: str, *, retry_after: int = 5) -> Unavailable:
    """The error for a provider that does not answer; nothing is known about whether it did its work."""
    return Unavailable("dependency-unavailable", service=service, retry_after=retry_after)
