"""How content a citizen was with a finished dossier (đánh giá mức độ hài lòng): three answers, once for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.portal.application.ports import Citizen


class Satisfaction(StrEnum):
    """Rất hài lòng, hài lòng, không hài lòng: the national portal's three."""

    VERY = "very_satisfied"
    SATISFIED = "satisfied"
    NOT = "not_satisfied"


@dataclass(frozen=True, slots=True)
class Rating:
    """What was said of a dossier; its words are sealed and read by nobody but who works on service quality."""

    application_id: str
    satisfaction: Satisfaction
    rated_at: datetime


class Ratings(Protocol):
    """What citizens said of their dossiers."""

    def of(self, application_id: str) -> Rating | None:
        """What was said of a dossier."""
        ...

    def give(self, citizen: Citizen, application_id: str, satisfaction: Satisfaction, words: str | None) -> Rating:
        """Rate a dossier of one's own; the first rating stays, whatever comes later."""
        ...

    def totals(self) -> Mapping[Satisfaction, int]:
        """How many said what, of all dossiers."""
        ...
