"""What is asked for: how much, from which seed, as of which day, how dirty, in which formats."""

from __future__ import annotations

from dataclasses import dataclass

from services.commands.generate.lives import Registry
from services.commands.generate.stories import SOURCES

NDJSON, CSV = "ndjson", "csv"
HOLDERS, EXAMS, LICENCES = "holders", "exams", "licences"
FEEDS = {source: f"cases-{source}" for source in SOURCES}
"""The file of each police source, without its ending."""
FILES = (HOLDERS, EXAMS, LICENCES, *FEEDS.values())
"""In the order they are to be imported."""


@dataclass(frozen=True, slots=True)
class Order:
    """``as_of`` is an ordinal; ``per_million`` rows of each million are spoiled."""

    seed: int
    licences: int
    cases: int
    as_of: int
    per_million: int
    formats: tuple[str, ...]

    @property
    def registry(self) -> Registry:
        """What every life is made from."""
        return Registry(self.seed, self.as_of)
