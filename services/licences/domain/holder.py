"""The holder of a licence (người được cấp giấy phép lái xe) and the rules of a record about one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from shared.kernel.citizen_id import contradictions
from shared.kernel.errors import Fault

_SPOKEN: dict[object, Literal["male", "female"]] = {"male": "male", "female": "female"}
OLDEST_BIRTH = date(1900, 1, 1)


class Sex(StrEnum):
    """As the personal number encodes it (NĐ 137/2015/NĐ-CP Điều 13)."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the holder lives: free text and the codes of province and commune where known."""

    text: str
    province: str | None
    commune: str | None


@dataclass(frozen=True, slots=True)
class Photo:
    """Which portrait is on file; the picture itself is fetched apart."""

    id: str
    sha256: str
    taken_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Holder:
    """One person of the register. ``aliases`` are old identity numbers (CMND) met on older licences."""

    id: str
    citizen_id: str
    full_name: str
    date_of_birth: date
    sex: Sex
    nationality: str
    address: Address
    aliases: tuple[str, ...] = ()
    photo: Photo | None = None
    version: int = 1


def holder_faults(record: Mapping[str, object], today: date) -> Iterator[Fault]:
    """What contradicts itself or the calendar in a holder record; fields that could not be read are left out of it.

    NĐ 137/2015/NĐ-CP Điều 13: the number encodes century, sex and year of birth.
    """
    born_on = record.get("date_of_birth")
    if isinstance(born_on, date):
        if born_on > today:
            yield Fault("/date_of_birth", "in-the-future")
        elif born_on < OLDEST_BIRTH:
            yield Fault("/date_of_birth", "date-too-early", {"earliest": OLDEST_BIRTH.isoformat()})
    yield from _contradictions(record, born_on if isinstance(born_on, date) else None)
    photo = record.get("photo")
    if isinstance(photo, Mapping):
        taken_on = photo.get("taken_on")
        if isinstance(taken_on, date) and taken_on > today:
            yield Fault("/photo/taken_on", "in-the-future")


def _contradictions(record: Mapping[str, object], born_on: date | None) -> Iterator[Fault]:
    citizen_id, sex = record.get("citizen_id"), record.get("sex")
    if not isinstance(citizen_id, str):
        return
    found = contradictions(citizen_id, born_on=born_on, sex=_SPOKEN.get(sex))
    if "birth-year" in found:
        yield Fault("/date_of_birth", "birth-year-contradicts-id")
    if "sex" in found:
        yield Fault("/sex", "sex-contradicts-id")
