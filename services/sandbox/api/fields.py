"""Fields of the stand-ins' own."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.sandbox.domain.behaviour import MOST_TIMES, Times
from shared.web.faults import fault


class HowOften(fields.Field[Times]):
    """``true`` (until reset), ``false``, or how many times more."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"oneOf": [{"type": "boolean"}, {"type": "integer", "minimum": 0, "maximum": MOST_TIMES}]}
        super().__init__(metadata=metadata | kwargs.pop("metadata", {}), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Times:
        if isinstance(value, bool):
            return value
        if not isinstance(value, int):
            raise fault("wrong-type")
        if not 0 <= value <= MOST_TIMES:
            raise fault("too-great" if value > MOST_TIMES else "too-small", min=0, max=MOST_TIMES)
        return value

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value
