"""Licence classes of both regimes: which are held how often, from what age, for how long, and what they became in 2025.

Luật 23/2008/QH12 Điều 59, TT 12/2017/TT-BGTVT Điều 17; Luật 36/2024/QH15 Điều 57, 59 and 89.3.
"""

from __future__ import annotations

from types import MappingProxyType

from services.commands.generate.days import REGIME_2024_FROM, years_after
from services.commands.generate.draws import weighted

OLD, NEW = "2008", "2024"
RIDERS = {OLD: weighted({"A1": 955, "A2": 40, "A3": 5}), NEW: weighted({"A1": 780, "A": 212, "B1": 8})}
DRIVERS = {
    OLD: weighted({"B2": 600, "B1": 95, "B1-AT": 75, "C": 140, "D": 28, "E": 22, "FB2": 2, "FC": 32,
                   "FD": 1, "FE": 1, "A4": 4}),
    NEW: weighted({"B": 700, "C1": 85, "C": 120, "D1": 15, "D2": 25, "D": 15, "BE": 3, "C1E": 4, "CE": 30,
                   "D2E": 2, "DE": 1}),
}  # fmt: skip
"""By regime: class, as often as it is held."""
RIDER_CLASSES = frozenset((regime, held) for regime, held_by in RIDERS.items() for held in held_by)

LEAST_AGE = MappingProxyType(
    {(OLD, "C"): 21, (OLD, "D"): 24, (OLD, "E"): 27, (OLD, "FB2"): 21, (OLD, "FC"): 24, (OLD, "FD"): 27,
     (OLD, "FE"): 27, (NEW, "C"): 21, (NEW, "BE"): 21, (NEW, "D1"): 24, (NEW, "D2"): 24, (NEW, "C1E"): 24,
     (NEW, "CE"): 24, (NEW, "D"): 27, (NEW, "D2E"): 27, (NEW, "DE"): 27}
)  # fmt: skip
"""Years; 18 for every other class."""
ADULT = 18

TERM_YEARS = MappingProxyType({(OLD, "B2"): 10, (OLD, "A4"): 10, (NEW, "B"): 10, (NEW, "C1"): 10})
"""Years of validity of classes with a term; 5 for those not here, and ``B1`` of 2008 by age."""
SHORT_TERM = 5

BUSES = frozenset({(OLD, "E"), (OLD, "FE"), (NEW, "D"), (NEW, "DE")})
"""More than 29 seats: nobody drives these to any age."""
BUS_DRIVER_MOST = MappingProxyType({(OLD, "male"): 55, (OLD, "female"): 50, (NEW, "male"): 57, (NEW, "female"): 55})

BECAME = MappingProxyType(
    {"A1": ("A", "R-A-LT175"), "A2": ("A", None), "A3": ("B1", None), "B1-AT": ("B", "R-B-AT"), "B1": ("B", None),
     "B2": ("B", None), "C": ("C", None), "D": ("D2", None), "E": ("D", None), "FB2": ("BE", None),
     "FC": ("CE", None), "FD": ("D2E", None), "FE": ("DE", None)}
)  # fmt: skip
"""Class of 2008 on a card printed since 2025, with the condition it carries (Luật 36/2024/QH15 Điều 89.3)."""


def regime_on(day: int) -> str:
    """The law classes are named by on a day."""
    return NEW if day >= REGIME_2024_FROM else OLD


def least_age(regime: str, licence_class: str) -> int:
    """From what age the class may be held."""
    return LEAST_AGE.get((regime, licence_class), ADULT)


def expiry(regime: str, licence_class: str, *, issued: int, born: int, sex: str) -> int:
    """The last day of a part with a term issued on that day."""
    if regime == OLD and licence_class in {"B1", "B1-AT"}:
        until, over = (55, 45) if sex == "female" else (60, 50)
        return years_after(issued, 10) if issued > years_after(born, over) else years_after(born, until)
    end = years_after(issued, TERM_YEARS.get((regime, licence_class), SHORT_TERM))
    if (regime, licence_class) in BUSES:
        limit = years_after(born, BUS_DRIVER_MOST[regime, sex])
        return min(end, limit) if limit > issued else end
    return end
