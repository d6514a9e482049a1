"""Asking several services for one page: one that is away leaves its part of the page empty, never the whole page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.kernel.errors import Unavailable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reached(Generic[T]):
    """What a service said, or that it could not be asked (``value`` None, ``away`` true)."""

    value: T | None
    away: bool = False


def reach(call: Callable[[], T]) -> Reached[T]:
    """Ask. Other refusals than being away are the caller's."""
    try:
        return Reached(call())
    except Unavailable:
        return Reached(None, away=True)
