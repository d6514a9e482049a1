"""Fields of the wire that only licences have."""

from __future__ import annotations

from typing import Any

from services.licences.domain.numbers import normal_alias, normal_serial
from shared.web.faults import fault
from shared.web.schemas import Matching


class LicenceNumber(Matching):
    """A licence number (số GPLX): twelve digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[0-9]{12}", code="not-a-licence-number", max_length=12, **kwargs)


class Serial(Matching):
    """A card's serial (số sê-ri); a space is taken, ``AB 123456``, and ``AB123456`` is given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[A-Za-z]{1,3} ?[0-9]{5,9}", code="not-a-serial", max_length=13, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return normal_serial(text)
        except ValueError as error:
            raise fault("not-a-serial") from error


class Alias(Matching):
    """An old identity number (CMND): nine or twelve digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[0-9]{9}|[0-9]{12}", max_length=12, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return normal_alias(super()._deserialize(value, attr, data, **kwargs))
