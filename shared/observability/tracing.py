"""Which request this is, across services: W3C Trace Context (``traceparent``), kept per context."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass

_FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
SAMPLED = 0x01


@dataclass(frozen=True, slots=True)
class Trace:
    """One hop. ``trace_id`` 32 and ``span_id`` 16 lower-case hex digits; ``parent_id`` the caller's span."""

    trace_id: str
    span_id: str
    parent_id: str | None = None
    flags: int = SAMPLED

    def header(self) -> str:
        """The ``traceparent`` to send along."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags:02x}"


def read_traceparent(header: str | None) -> Trace:
    """A hop below the caller's; a fresh trace if the header is missing or not valid (Trace Context §3.2.2)."""
    found = _FORM.fullmatch(header.strip()) if header and len(header) <= 512 else None
    if found is not None:
        version, trace_id, parent_id, flags, rest = found.groups()
        known = version != "ff" and not (version == "00" and rest)
        if known and trace_id.strip("0") and parent_id.strip("0"):
            return Trace(trace_id, _span_id(), parent_id, int(flags, 16) & SAMPLED)
    return Trace(secrets.token_hex(16), _span_id())


def _span_id() -> str:
    return secrets.token_hex(8)


_current: ContextVar[Trace | None] = ContextVar("gplx_trace", default=None)


def current_trace() -> Trace | None:
    """The hop of this context, if one was begun."""
    return _current.get()


def begin_trace(header: str | None = None) -> Token[Trace | None]:
    """Enter a hop; give the token to :func:`end_trace`."""
    return _current.set(read_traceparent(header))


def end_trace(token: Token[Trace | None]) -> None:
    """Leave the hop that :func:`begin_trace` entered."""
    _current.reset(token)


@contextmanager
def traced() -> Iterator[Trace]:
    """A fresh trace for work that no request asked for (jobs, consumers)."""
    token = begin_trace()
    try:
        trace = _current.get()
        if trace is None:  # pragma: no cover  # begin_trace has just set it
            raise RuntimeError("no trace was begun")
        yield trace
    finally:
        end_trace(token)


def outgoing_traceparent() -> str:
    """The header for a call to another service; a fresh trace outside of any."""
    trace = _current.get() or read_traceparent(None)
    return trace.header()
