"""Acts of the decrees (hành vi vi phạm) as police meet them: when in force, for which vehicles, how often."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from services.commands.generate import days
from services.commands.generate.draws import Draws

CAR, MOTORCYCLE = "car", "motorcycle"
FIRST_DECREE = days.day_of(2020, 1, 1)
"""NĐ 100/2019/NĐ-CP; nothing before it is in the catalogue."""

_OFTEN = {
    "RED_LIGHT": 14, "HELMET": 22, "SPD_5_10": 12, "SPD_10_20": 16, "SPD_20": 5, "SPD_20_35": 5, "SPD_35": 2,
    "ALC1": 14, "ALC2": 6, "ALC3": 5, "ALC_REFUSE": 2,
    "LANE": 9, "PHONE": 6, "BELT": 9, "NO_ENTRY": 6, "PASSENGERS3": 5,
    "WRONG_WAY": 6, "OVERTAKE": 3, "NOT_CARRY": 6, "JAM": 2, "OFFICER": 2, "ACC_BREACH": 2, "WEAVE": 2, "DRUG": 1,
}  # fmt: skip
"""By key of the act, how often against 1 for any other."""
_WITHOUT_LICENCE = frozenset({"NO_LICENCE", "EXPIRED_SHORT", "EXPIRED_LONG_OR_WRONG_CLASS", "OLD_SERIAL"})
"""Acts that say something of the licence itself, and would contradict the register."""
ON_CAMERA = frozenset(
    {"RED_LIGHT", "SPD_5_10", "SPD_10_20", "SPD_20", "SPD_20_35", "SPD_35", "LANE", "NO_ENTRY", "EXP_STOP"}
)
"""What a camera sees, so that the notice goes to the owner of the vehicle (phạt nguội)."""
ALCOHOL_AND_DRUGS = frozenset({"ALC1", "ALC2", "ALC3", "ALC_REFUSE", "DRUG", "DRUG_REFUSE"})


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one decree. Money in dong, ``suspension`` the least and most months or None, days as ordinals."""

    code: str
    key: str
    group: str
    fine: tuple[int, int]
    points: int
    suspension: tuple[int, int] | None
    first: int
    last: int

    def in_force(self, day: int) -> bool:
        """Whether it could be committed on the day."""
        return self.first <= day <= self.last


@lru_cache(maxsize=1)
def the_acts() -> tuple[Act, ...]:
    """The catalogue that ships with the generator."""
    text = resources.files(__package__).joinpath("data/violation_acts.json").read_text(encoding="utf-8")
    return tuple(
        Act(
            code=row["code"],
            key=row["act_key"],
            group=row["vehicle_group"],
            fine=(row["fine_min_vnd"], row["fine_max_vnd"]),
            points=row["points"],
            suspension=None
            if row["suspension_min_months"] is None
            else (row["suspension_min_months"], row["suspension_max_months"]),
            first=days.day_of(*map(int, row["effective_from"].split("-"))),
            last=days.day_of(*map(int, row["effective_to"].split("-"))) if row["effective_to"] else days.LAST,
        )
        for row in json.loads(text)["acts"]
    )


def drawn(draws: Draws, *, day: int, group: str, camera: bool = False) -> Act:
    """One act that was in force on the day and is of that kind of vehicle."""
    return draws.one(_common(_era(day), group, camera))


def expired(day: int, since: int) -> Act | None:
    """The act of driving a car on a licence that ran out on ``since``, where the catalogue has one for the day."""
    key = "EXPIRED_SHORT" if day < days.years_after(since, 1) else "EXPIRED_LONG_OR_WRONG_CLASS"
    if day < days.REGIME_2024_FROM:
        return None  # the older decree drew the line at three months
    return next((act for act in the_acts() if act.key == key and act.group == CAR and act.in_force(day)), None)


def foreign(code: str, day: int, *, same_group: bool) -> Act:
    """Another act of no less a fine: of the same vehicles but not in force, or in force but of other vehicles."""
    own = next(act for act in the_acts() if act.code == code)
    return next(
        act
        for act in the_acts()
        if act.in_force(day) is not same_group and (act.group == own.group) is same_group and act.suspension is None
    )


def _era(day: int) -> int:
    """The first day with the same acts in force as on this one."""
    return max((act.first for act in the_acts() if act.first <= day), default=FIRST_DECREE)


@lru_cache(maxsize=64)
def _common(era: int, group: str, camera: bool) -> tuple[Act, ...]:  # noqa: FBT001  # the cache wants plain arguments
    return tuple(
        act
        for act in the_acts()
        if act.in_force(era) and act.group == group and act.key not in _WITHOUT_LICENCE
        if not camera or act.key in ON_CAMERA
        for _ in range(_OFTEN.get(act.key, 1))
    )
