"""A mail server on a port of its own: it speaks enough SMTP to be told letters, and refuses when told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """``letters`` as they came; ``answers`` are given to the next recipients instead of taking them."""

    port: int = 0
    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    lose_after_taking: int = 0

    @property
    def url(self) -> str:
        """For the setting."""
        return f"smtp://127.0.0.1:{self.port}"


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        house: MailServer = self.server.house  # type: ignore[attr-defined]  # set by the maker
        recipients: list[str] = []
        self._say("220 localhost ready")
        while line := self.rfile.readline():
            verb = line.decode().strip()
            if verb.upper().startswith("RCPT TO:"):
                answer = house.answers.pop(0) if house.answers else "250 fine"
                if answer.startswith("250"):
                    recipients.append(verb[8:].split(">")[0].strip("< "))
                self._say(answer)
            elif verb.upper() == "DATA":
                self._say("354 go on")
                house.letters.append((recipients, self._letter()))
                recipients = []
                if house.lose_after_taking:
                    house.lose_after_taking -= 1
                    return
                self._say("250 taken")
            elif verb.upper() == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        found: EmailMessage = message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[assignment]
        return found

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens until the block is left."""
    house = MailServer()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.house = house  # type: ignore[attr-defined]  # for the talks
        house.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield house
        finally:
            server.shutdown()
            thread.join()
