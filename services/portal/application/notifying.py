"""Messages to citizens: one for each event that matters to them, in the inbox always, by e-mail and SMS if wanted.

An event names a dossier and no person: whose it is, is asked of renewals once for each dossier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from services.portal.application.letters import Letter, letter, short_text

NOTIFY = "notify"
"""The job that finds out whose a message is; its key is the message's id."""

DELIVER = "deliver"
"""The job that sends one delivery; its key is the delivery's id."""

FRESH = timedelta(days=3)
"""What is older is in the inbox only: nobody is woken by news of last month when a feed is read anew."""

MOST_ATTEMPTS = 40
"""About three hours of trying, at the pace of the jobs."""


class Channel(StrEnum):
    """How a message leaves the house."""

    EMAIL = "email"
    SMS = "sms"


KINDS: Mapping[str, str] = MappingProxyType(
    {
        "filed": "filed",
        "accepted": "accepted",
        "fee_fallen_due": "payment-needed",
        "found_unclear": "blocked",
        "blocked_at_issue": "blocked",
        "cleared": "cleared",
        "source_stayed_silent": "source-silent",
        "supplement_requested": "supplement-asked",
        "supplement_received": "supplement-received",
        "review_needed_at_issue": "looked-at-again",
        "approved": "approved",
        "card_issued": "issued",
        "refused": "refused",
        "refused_by_rule": "refused",
        "not_in_registers": "refused",
        "barred": "stopped",
        "clearance_expired": "stopped-unclear",
        "payment_expired": "stopped-unpaid",
        "supplement_expired": "stopped-incomplete",
        "exam_needed_at_issue": "stopped",
        "withdrawn": "withdrawn",
        "rescheduled": "rescheduled",
    }
)
"""Steps of a dossier that its citizen is told of, and the kind of message; other steps are nobody's news."""

REFUNDED = "payment.refunded"

STATES = (
    "submitted", "checking", "awaiting_clearance", "awaiting_payment", "under_review", "supplement_requested",
    "approved", "issuing", "issued", "delivered", "withdrawn", "stopped", "refused",
)  # fmt: skip
"""The states of a dossier: an event of renewals is named for the state it leads to."""


def kind_of(event_type: str, data: Mapping[str, Any]) -> str | None:
    """The kind of message an event of renewals makes; None: none. It hangs on this one event alone."""
    if event_type == REFUNDED:
        return "refunded" if data.get("application_id") else None
    return KINDS.get(str(data.get("step"))) if event_type.startswith("application.") else None


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, for one citizen. ``facts`` fill in the letter; ``unread`` until its inbox was opened."""

    id: str
    application_id: str
    kind: str
    facts: Mapping[str, Any]
    happened_at: datetime
    unread: bool = True

    @property
    def letter(self) -> Letter:
        """The message in words."""
        return letter(self.kind, self.facts)


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person wants to be told. ``language`` is vi or en."""

    phone: str | None = field(repr=False, default=None)
    email: str | None = field(repr=False, default=None)
    by_email: bool = True
    by_sms: bool = True
    language: str = "vi"

    def addresses(self) -> Mapping[Channel, str]:
        """Where messages go, by channel."""
        wanted = {
            Channel.EMAIL: self.email if self.by_email else None,
            Channel.SMS: self.phone if self.by_sms else None,
        }
        return {channel: address for channel, address in wanted.items() if address}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose a dossier is, and how the dossier says to reach them."""

    citizen_id: str = field(repr=False)
    phone: str | None = field(repr=False)
    email: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way. ``address`` is an e-mail address or a telephone number."""

    id: str
    channel: Channel
    address: str = field(repr=False)
    language: str
    message: Message


class Undeliverable(Exception):
    """The address will never do: trying again is no use."""


class Applicants(Protocol):
    """Who applied, as renewals has it."""

    def of(self, application_id: str) -> Applicant:
        """Raises Unavailable."""
        ...


class Mailer(Protocol):
    """E-mail."""

    def send(self, address: str, subject: str, text: str, *, reference: str) -> None:
        """Hand a letter over. Raises Undeliverable, or anything else if it should be tried again."""
        ...


class Texter(Protocol):
    """SMS."""

    def send(self, number: str, text: str, *, reference: str) -> None:
        """Hand a short message over; the same ``reference`` again is the same message. Raises as a mailer does."""
        ...


class PostWork(Protocol):
    """A unit of work on the post."""

    now: datetime

    def own(self, message_id: str, applicant: Applicant | None) -> Contact | None:
        """Give a message to its citizen (``applicant`` None: as learned before); how to tell them, None: unknown."""
        ...

    def send(self, message: Message, channel: Channel, address: str, language: str) -> None:
        """Promise a delivery; once for each message and channel."""
        ...

    def sent(self, delivery_id: str) -> None: ...

    def give_up(self, delivery_id: str) -> None: ...

    def commit(self) -> None: ...


class Post(Protocol):
    """The messages and their deliveries."""

    def message(self, message_id: str) -> Message | None: ...

    def owner_known(self, application_id: str) -> bool: ...

    def delivery(self, delivery_id: str) -> Delivery | None:
        """A delivery that has not gone yet."""
        ...

    def begin(self) -> AbstractContextManager[PostWork]: ...


class Inbox(Protocol):
    """The messages of one citizen."""

    def unread(self, citizen_id: str) -> int:
        """How many messages nobody has seen yet; 99 at most."""
        ...

    def open(self, citizen_id: str) -> Sequence[Message]:
        """The newest messages, newest first; from now on they are read."""
        ...


@dataclass(frozen=True, slots=True)
class Notifying:
    """What telling citizens works with; ``mailer`` or ``texter`` None: that channel is not set up."""

    post: Post
    applicants: Applicants
    mailer: Mailer | None
    texter: Texter | None
    public_url: str

    def open_channels(self) -> frozenset[Channel]:
        """The channels that are set up."""
        ways = {Channel.EMAIL: self.mailer, Channel.SMS: self.texter}
        return frozenset(channel for channel, way in ways.items() if way is not None)


def notify(notifying: Notifying, message_id: str) -> None:
    """Find out whose a message is, and promise its deliveries. May be run again: nothing is promised twice."""
    message = notifying.post.message(message_id)
    if message is None:
        return
    known = notifying.post.owner_known(message.application_id)
    applicant = None if known else notifying.applicants.of(message.application_id)
    with notifying.post.begin() as work:
        contact = work.own(message_id, applicant)
        if contact is not None and work.now - message.happened_at <= FRESH:
            for channel, address in contact.addresses().items():
                if channel in notifying.open_channels():
                    work.send(message, channel, address, contact.language)
        work.commit()


def deliver(notifying: Notifying, delivery_id: str, attempts: int) -> None:
    """Send one delivery; raises whatever stopped it, to be tried again. ``attempts`` failed before."""
    delivery = notifying.post.delivery(delivery_id)
    if delivery is None:
        return
    gone = attempts < MOST_ATTEMPTS and _handed_over(notifying, delivery)
    with notifying.post.begin() as work:
        if gone:
            work.sent(delivery_id)
        else:
            work.give_up(delivery_id)
        work.commit()


def _handed_over(notifying: Notifying, delivery: Delivery) -> bool:
    letter, spoken = delivery.message.letter, delivery.language
    page = f"{notifying.public_url}/inbox"
    try:
        if delivery.channel is Channel.SMS and notifying.texter is not None:
            notifying.texter.send(delivery.address, short_text(letter, spoken, page), reference=delivery.id)
        elif delivery.channel is Channel.EMAIL and notifying.mailer is not None:
            text = letter.mail(spoken, page)
            notifying.mailer.send(delivery.address, letter.subject_in(spoken), text, reference=delivery.id)
        else:
            return False
    except Undeliverable:
        return False
    return True
