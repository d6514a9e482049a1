"""What became of a violation (vụ việc vi phạm), version by version: minutes, decision, payment, correction, end.

NĐ 168/2024/NĐ-CP and those before it; Luật 36/2024/QH15 Điều 58; Luật Xử lý vi phạm hành chính Điều 125.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from services.commands.generate import acts, days
from services.commands.generate.acts import Act
from services.commands.generate.draws import Draws, scattered
from services.commands.generate.lives import TERMED, UNTERMED, Life, PartFacts, Registry
from services.commands.generate.places import Province, plate, the_places

Record = dict[str, Any]

MOST_CASES = 10_000_000
"""As many as seven digits of a number of minutes tell apart."""
SOURCES = MappingProxyType({"G01.79": "079", "G01.01": "001"})
"""Police source and the old code of its province."""
LONGEST_AGO = 1500
ROUND = 50_000
_OLD_CARDS_GOOD_UNTIL = days.day_of(2024, 12, 31)
_SPOTS = ("Nút giao", "Ngã tư", "Đường", "Km 12 quốc lộ", "Cầu", "Vòng xoay", "Hầm chui")
_MISTAKES = ("fine", "place", "plate")


@dataclass(slots=True)
class Story:
    """A case in the making. ``said`` are its versions so far, ``marks`` what there is to count about it."""

    draws: Draws
    registry: Registry
    life: Life
    part: PartFacts
    province: Province
    day: int
    group: str
    acts: list[Act]
    now: Record
    said: list[Record]
    marks: list[str]

    def say(self, status: str) -> None:
        """Close a version as it stands."""
        self.now["status"] = status
        self.now["version"] = len(self.said) + 1
        self.said.append(deepcopy(self.now))

    def after(self, day: int, most: int) -> int | None:
        """A day not long after another; None if that is still to come."""
        found = day + self.draws.between(0, most)
        return found if found < self.registry.as_of else None


def story(registry: Registry, licences: int, index: int) -> Story:
    """The case with that index, told to its end; its person is one of so many licences."""
    draws = Draws(registry.seed, "case", index)
    life = registry.life(draws.below(licences))
    part = draws.one(life.parts)
    first = max(part.first_issued_on + 1, registry.as_of - LONGEST_AGO, acts.FIRST_DECREE)
    day = draws.late(first, registry.as_of - 2)
    source = "G01.79" if draws.chance(590) else "G01.01"
    province = the_places().province(SOURCES[source])
    group = acts.CAR if part.kind == TERMED else acts.MOTORCYCLE
    by_camera = draws.chance(140)
    told = Story(draws, registry, life, part, province, day, group, [], {}, [], [])
    told.acts = _acts(told, camera=by_camera)
    told.now = _opened(told, source, index)
    if by_camera:
        _camera(told)
    else:
        _minutes(told)
    return told


def _acts(told: Story, *, camera: bool) -> list[Act]:
    draws = told.draws
    found = [acts.drawn(draws, day=told.day, group=told.group, camera=camera)]
    expired_on = told.part.expires_on
    if not camera and expired_on is not None and expired_on < told.day:
        worse = acts.expired(told.day, expired_on)
        return [*found, worse] if worse else found
    if not camera and draws.chance(120):
        second = acts.drawn(draws, day=told.day, group=told.group)
        if second.code != found[0].code:
            found.append(second)
    return found


def _opened(told: Story, source: str, index: int) -> Record:
    draws, life = told.draws, told.life
    minutes = draws.between(17 * 60, 40 * 60 - 1)  # 0:00 to 22:59 in Vietnam, in UTC
    utc_day, left = (told.day - 1, minutes) if minutes < 24 * 60 else (told.day, minutes - 24 * 60)
    return {
        "source": source,
        "case_number": f"{scattered(index, MOST_CASES):07d}/BB-VPHC-CSGT",
        "version": 1,
        "occurred_at": f"{days.text(utc_day)}T{left // 60:02d}:{left % 60:02d}:00Z",
        "place": {
            "province": told.province.code_on(told.day),
            "text": f"{draws.one(_SPOTS)} {draws.one(the_places().words['streets'])}, "
            f"{told.province.name_on(told.day)}",
        },
        "subject": {
            "role": "driver",
            "citizen_id": life.citizen_id,
            "licence_number": life.number,
            "full_name": life.full_name,
        },
        "vehicle": {
            "plate": plate(draws, told.province, motorcycle=told.group == acts.MOTORCYCLE),
            "group": told.group,
        },
        "acts": [{"code": act.code} for act in told.acts],
        "decision": None,
        "fine": None,
        "suspension": None,
        "points": None,
        "held_items": [],
        "status": "open",
    }


def _camera(told: Story) -> None:
    """A notice to the owner by the plate alone; some owners say who drove, and the case goes on against them."""
    told.marks.append("owner-notice")
    driver = told.now["subject"]
    nobody = {"citizen_id": None, "licence_number": None, "full_name": None}
    told.now["subject"] = {"role": "owner" if told.draws.chance(900) else "unknown", **nobody}
    told.say("open")
    if told.draws.chance(350):
        told.now["subject"] = driver
        told.marks.append("driver-named-later")
        told.say("open")
        _decide(told, told.after(told.day + 5, 30))


def _minutes(told: Story) -> None:
    """A driver stopped on the road."""
    draws, subject = told.draws, told.now["subject"]
    known_by = draws.below(100)
    if known_by < 10:  # per cent
        subject["licence_number"] = None
    elif known_by < 15:
        subject["citizen_id"] = None
    elif known_by < 22 and told.life.alias and told.day <= _OLD_CARDS_GOOD_UNTIL:
        subject["citizen_id"] = told.life.alias
        told.marks.append("old-identity-number")
    told.now["held_items"] = _held(told)
    if told.now["held_items"]:
        told.marks.append("something-held")
    told.say("open")
    if draws.chance(15):
        told.marks.append("cancelled")
        told.say("cancelled")
        return
    _decide(told, told.after(told.day, 25) if draws.chance(930) else None)


def _held(told: Story) -> list[Record]:
    draws, since = told.draws, days.text(told.day)
    station = f"Phòng Cảnh sát giao thông - Công an {told.province.name_on(told.day)}"
    items = []
    if draws.chance(190):
        electronic = told.day >= days.REGIME_2024_FROM and draws.chance(400)
        items.append(("licence", "electronic" if electronic else "physical", station))
    if any(act.key in acts.ALCOHOL_AND_DRUGS for act in told.acts) and draws.chance(700):
        items.append(("vehicle", "physical", f"Bãi giữ xe {draws.one(the_places().words['wards'])}"))
    elif draws.chance(40):
        items.append(("registration", "physical", station))
    return [
        {"kind": kind, "form": form, "place": place, "from": since, "returned_on": None} for kind, form, place in items
    ]


def _decide(told: Story, decided_on: int | None) -> None:
    if decided_on is None:
        return
    draws, now = told.draws, told.now
    effective_on = decided_on + draws.below(3)
    now["decision"] = {
        "number": f"{draws.between(1, 9_999_999):07d}/QĐ-XPHC",
        "decided_on": days.text(decided_on),
        "effective_on": days.text(effective_on),
    }
    now["fine"] = {"amount_vnd": sum(_fine(draws, act) for act in told.acts), "paid_on": None}
    part = UNTERMED if told.group == acts.MOTORCYCLE else TERMED
    suspending = [act.suspension for act in told.acts if act.suspension]
    most_points = max(act.points for act in told.acts)
    if suspending:
        now["suspension"] = _suspension(told, max(suspending), part, effective_on)
    elif most_points and told.day >= days.REGIME_2024_FROM:
        now["points"] = {"deducted": most_points, "part": part}
        told.marks.append("points")
    told.say("decided")
    _afterwards(told, effective_on)


def _fine(draws: Draws, act: Act) -> int:
    """Within the tariff; mostly the middle of it, as the law asks where nothing speaks for more or less."""
    low, high = act.fine
    middle = (low + high) // 2
    return middle if draws.chance(700) else low + (high - low) // ROUND * draws.below(11) // 10 * ROUND


def _suspension(told: Story, months: tuple[int, int], part: str, effective_on: int) -> Record:
    """Runs from the decision if the card is in hand, else from when it is handed in (NĐ 168/2024 Điều 5.3)."""
    draws = told.draws
    length = draws.between(*months)
    starts_on = effective_on if draws.chance(720) else None
    ends_on = None if starts_on is None else days.months_after(starts_on, length) - 1
    told.marks.append("suspension-not-begun" if ends_on is None else "suspended")
    if ends_on is not None and ends_on >= told.registry.as_of:
        told.marks.append("suspended-now")
    return {
        "months": length,
        "part": part,
        "starts_on": None if starts_on is None else days.text(starts_on),
        "ends_on": None if ends_on is None else days.text(ends_on),
    }


def _afterwards(told: Story, effective_on: int) -> None:
    draws, now = told.draws, told.now
    if draws.chance(60):
        _correct(told)
    if draws.chance(12):
        told.marks.append("cancelled")
        told.say("cancelled")
        return
    paid_on = told.after(effective_on, 20) if draws.chance(760) else None
    if paid_on is None:
        told.marks.append("unpaid")
        return
    told.marks.append("paid")
    now["fine"]["paid_on"] = days.text(paid_on)
    suspension = now["suspension"]
    ends_on = suspension["ends_on"] if suspension else ""
    over = ends_on is not None and ends_on < days.text(told.registry.as_of)
    for item in now["held_items"]:
        if item["kind"] != "licence":
            item["returned_on"] = days.text(paid_on)
        elif over:
            item["returned_on"] = max(days.text(paid_on), ends_on)
    told.say("settled" if over else "decided")


def _correct(told: Story) -> None:
    """Something in the last version was wrong; the next puts it right, and stands for it."""
    told.marks.append("corrected")
    now, mistake = told.now, told.draws.one(_MISTAKES)
    if mistake == "fine":
        now["fine"]["amount_vnd"] = sum(act.fine[0] for act in told.acts)
    elif mistake == "place":
        now["place"]["text"] += ", chiều ngược lại"
    else:
        now["vehicle"]["plate"] = plate(told.draws, told.province, motorcycle=told.group == acts.MOTORCYCLE)
    told.say("decided")
