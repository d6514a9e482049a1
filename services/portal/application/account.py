"""What a citizen has chosen about their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from services.portal.application.notifying import Contact

if TYPE_CHECKING:  # ports names what is below
    from services.portal.application.ports import Citizen


class Contacts(Protocol):
    """How citizens want to be told."""

    def of(self, citizen: Citizen) -> Contact | None:
        """What the citizen chose; None if nothing yet."""
        ...

    def keep(self, citizen: Citizen, contact: Contact) -> None:
        """Keep it from now on."""
        ...
