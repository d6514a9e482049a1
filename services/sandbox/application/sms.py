"""What the gateway of short messages does: it keeps them, and sends none."""

from __future__ import annotations

from services.sandbox.application.ports import Store
from services.sandbox.domain.sms import ShortMessage
from shared.kernel.actor import Actor

SENDER = Actor(kind="system", subject="sms", client_id="sms")


def take_in(store: Store, *, reference: str, recipient: str, text: str) -> None:
    """Keep a message; the same reference again is the same message."""
    with store.begin(SENDER, "sms") as work:
        work.short_messages.put(reference, recipient, text, work.now)
        work.commit()


def newest_messages(store: Store, most: int) -> list[ShortMessage]:
    """What came in last."""
    with store.reading() as shelves:
        return list(shelves.short_messages.newest(most))
