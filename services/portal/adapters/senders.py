"""E-mail over SMTP and SMS over HTTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from services.portal.application.notifying import Undeliverable
from shared.http.client import ServiceClient
from shared.http.faults import Rejected
from shared.kernel.clock import Clock

TIMEOUT_SECONDS = 10
PLAIN_PORT, TLS_PORT = 25, 465


class SmtpMailer:
    """See :class:`services.portal.application.notifying.Mailer`.

    ``url`` is smtp://[user:password@]host[:port] (STARTTLS wherever it is offered) or smtps://… (TLS from the start).
    """

    def __init__(self, url: str, *, sender: str, clock: Clock) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("the address of the mail server is smtp://host:port or smtps://host:port")
        self._host = parts.hostname
        self._secure = parts.scheme == "smtps"
        self._port = parts.port or (TLS_PORT if self._secure else PLAIN_PORT)
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._sender = sender
        self._clock = clock

    def send(self, address: str, subject: str, text: str, *, reference: str) -> None:
        try:
            letter = self._letter(address, subject, text, reference)
            with self._connected() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            if any(code >= 500 for code, _ in error.recipients.values()):  # 4xx: not now; 5xx: never
                raise Undeliverable from error
            raise
        except ValueError as error:  # an address that cannot be written into a letter
            raise Undeliverable from error

    def _connected(self) -> smtplib.SMTP:
        if self._secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        if self._login is not None:
            server.login(*self._login)
        return server

    def _letter(self, address: str, subject: str, text: str, reference: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = address
        letter["Subject"] = subject
        letter["Date"] = formatdate(self._clock.now().timestamp())
        letter["Message-ID"] = f"<{reference}@{self._sender.rpartition('@')[2].rstrip('>')}>"  # same again: same letter
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter


class HttpTexter:
    """See :class:`services.portal.application.notifying.Texter`: a gateway that takes JSON."""

    def __init__(self, client: ServiceClient, path: str) -> None:
        self._client = client
        self._path = path

    def send(self, number: str, text: str, *, reference: str) -> None:
        body = {"to": number, "text": text, "reference": reference}
        try:
            self._client.post(self._path, json=body)
        except Rejected as rejected:
            if rejected.status in {400, 422}:
                raise Undeliverable from rejected
            raise
