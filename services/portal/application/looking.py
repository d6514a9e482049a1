"""Who looked at a citizen's data: the logs of all services merged by time, and looks that are disputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from services.portal.application.reaching import reach

if TYPE_CHECKING:  # ports names what is below
    from services.portal.application.ports import Citizen

Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """One look. ``log`` is whose log it is from, ``who`` citizen, officer or system, ``text`` the sentence (vi, en).

    ``on_behalf_of`` is the opaque name of the person a system asked for.
    """

    log: str
    at: datetime
    who: str
    agency: str | None
    on_behalf_of: str | None
    fields: tuple[str, ...]
    purpose: str
    case: str | None
    text: Said


@dataclass(frozen=True, slots=True)
class LookPage:
    """A page of one log, newest first; ``next`` continues it, None: there is no more."""

    items: tuple[Look, ...]
    next: str | None


class LookLog(Protocol):
    """The log of one service."""

    @property
    def name(self) -> str: ...

    def page(self, citizen: Citizen, after: str | None) -> LookPage:
        """A page of the citizen's own log. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """How far one log is read: the page to fetch, and of that page only what is older than ``before``."""

    after: str | None = None
    before: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """A page of all logs together. ``away`` names logs that did not answer, ``places`` continues, None: the end."""

    items: tuple[Look, ...]
    away: tuple[str, ...]
    places: Mapping[str, Place] | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A look that its citizen does not recognise. ``state`` is open until it is answered."""

    id: str
    state: str
    opened_at: datetime
    look: Look = field(repr=False)


class Disputes(Protocol):
    """What citizens dispute, and the marks by which a page names a look."""

    def mark(self, citizen: Citizen, look: Look) -> str:
        """The look as only this portal can read it back, for this citizen only."""
        ...

    def marked(self, citizen: Citizen, mark: str) -> Look | None:
        """The look behind a mark; None for one that is not this citizen's."""
        ...

    def open(self, citizen: Citizen, look: Look) -> str:
        """Dispute a look; the dispute's id. The same look disputed again is the same dispute."""
        ...

    def get(self, citizen: Citizen, dispute_id: str) -> Dispute | None:
        """A dispute of the citizen's own."""
        ...

    def of(self, citizen: Citizen) -> Sequence[Dispute]:
        """The citizen's disputes, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Looking:
    """The logs of all services, and what is disputed in them."""

    logs: tuple[LookLog, ...]
    disputes: Disputes


def looks(logs: Sequence[LookLog], citizen: Citizen, places: Mapping[str, Place]) -> Looks:
    """The next page of all logs, newest first: one call to each service, none of which can empty the page.

    Services page by themselves, so only looks younger than the oldest of every log that goes on may be shown: what is
    older may still be overtaken by a page not fetched yet.
    """
    pages: dict[str, LookPage] = {}
    away = []
    for log in logs:
        place = places.get(log.name, Place())
        if place.done:
            continue
        found = reach(lambda log=log, after=place.after: log.page(citizen, after))  # type: ignore[misc]  # bound early
        if found.value is None:
            away.append(log.name)
        else:
            pages[log.name] = found.value
    floor = max((page.items[-1].at for page in pages.values() if page.next and page.items), default=None)
    shown: list[Look] = []
    further = dict(places)
    for name, page in pages.items():
        place = places.get(name, Place())
        fresh = [look for look in page.items if place.before is None or look.at < place.before]
        shown += [look for look in fresh if floor is None or look.at >= floor]
        further[name] = _further(place, page, floor)
    shown.sort(key=lambda look: (look.at, look.log), reverse=True)
    more = any(not further[name].done for name in pages)
    return Looks(tuple(shown), tuple(away), further if more else None)


def _further(place: Place, page: LookPage, floor: datetime | None) -> Place:
    if floor is not None and page.items and page.items[-1].at < floor:
        return Place(place.after, before=floor)
    return Place(done=True) if page.next is None else Place(page.next)
