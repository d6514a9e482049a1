"""The personal identification number (số định danh cá nhân): 12 digits ``PPP C YY NNNNNN``.

NĐ 137/2015/NĐ-CP Điều 13; TT 07/2016/TT-BCA Điều 7: province or country of birth registration, century and sex,
birth year, random. Numbers once given never change, so old province codes stay valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["male", "female"]
_FORM = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What the digits say. ``province`` three digits, ``birth_year`` four."""

    text: str
    province: str
    sex: Sex
    birth_year: int


def read_citizen_id(text: str) -> CitizenId:
    """Take the number apart. Raises ValueError if it is not twelve ASCII digits."""
    return CitizenId(
        text=text,
        birth_year=birth_year(text),
        province=text[:3],
        sex="female" if int(text[3]) % 2 else "male",
    )


def birth_year(text: str) -> int:
    """The year of birth alone. Raises ValueError as :func:`read_citizen_id`."""
    if not _FORM.fullmatch(text):
        raise ValueError("a personal number has twelve digits")
    return 1900 + int(text[3]) // 2 * 100 + int(text[4:6])


def contradictions(text: str, *, born_on: date | None = None, sex: Sex | None = None) -> tuple[str, ...]:
    """Which facts of the person the digits contradict: any of ``birth-year`` and ``sex``."""
    number = read_citizen_id(text)
    found = []
    if born_on is not None and born_on.year != number.birth_year:
        found.append("birth-year")
    if sex is not None and sex != number.sex:
        found.append("sex")
    return tuple(found)
