"""Chance that falls the same way on every machine: one stream of numbers for each thing that is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import shake_128
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

_WORDS = Struct("<40I")
"""What one round of the hash gives."""


class Draws:
    """The stream of ``name`` number ``index`` under a seed.

    Each has its own, so that a change in one thing moves nothing in another, and the millionth needs none before it.
    """

    __slots__ = ("_refills", "_source", "_words")

    def __init__(self, seed: int, name: str, index: int) -> None:
        self._source = f"{seed}/{name}/{index}"
        self._words: list[int] = list(_WORDS.unpack(shake_128(self._source.encode()).digest(_WORDS.size)))
        self._refills = 0

    def below(self, end: int) -> int:
        """A whole number from 0 up to, and without, ``end``, which is far below 2³²: so all are as likely."""
        try:
            return self._words.pop() * end >> 32
        except IndexError:
            self._refill()
            return self._words.pop() * end >> 32

    def _refill(self) -> None:
        self._refills += 1
        self._words += _WORDS.unpack(shake_128(f"{self._source}/{self._refills}".encode()).digest(_WORDS.size))

    def between(self, first: int, last: int) -> int:
        """A whole number, both ends included; ``first`` if there is nothing between."""
        return first + self.below(last - first + 1) if last > first else first

    def late(self, first: int, last: int) -> int:
        """As between, but nearer the end: of two days drawn, the later."""
        return max(self.between(first, last), self.between(first, last))

    def chance(self, per_thousand: int) -> bool:
        """Whether something happens that does so in as many of a thousand cases."""
        return self.below(1000) < per_thousand

    def one(self, of: Sequence[T]) -> T:
        """One of them, all as likely."""
        return of[self.below(len(of))]

    def digest(self) -> str:
        """What looks like a SHA-256 in hex."""
        return shake_128(f"{self._source}/digest".encode()).hexdigest(32)


def weighted(weights: Mapping[T, int]) -> tuple[T, ...]:
    """A list in which everything stands as often as it weighs: drawing from it is one look-up."""
    return tuple(entry for entry, weight in weights.items() for _ in range(weight))


def scattered(index: int, size: int) -> int:
    """Another number below ``size`` for each index below it, neighbours far apart.

    ``size`` has no divisor but 2, 3, 5 and 37, which do not divide the factor.
    """
    return (index * 618_033_989 + 271_828) % size
