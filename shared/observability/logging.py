"""One JSON object per line on standard output, each with its trace, none with personal data."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import Any

import orjson
import structlog

from shared.observability.redaction import redact_event, redacted
from shared.observability.tracing import current_trace

_lock = threading.Lock()
_SPEAKING = (
    RuntimeError, TypeError, AttributeError, AssertionError, NameError, ImportError, OSError,
)  # fmt: skip
"""Faults of ours, whose message names code; any other message may quote what somebody sent, and is left out."""


class _StandardOutput:
    """Writes whole lines; asks for ``sys.stdout`` each time, so that a redirected stream is honoured."""

    def _write(self, line: bytes) -> None:
        with _lock:
            stream = getattr(sys.stdout, "buffer", None)
            if stream is None:
                sys.stdout.write(line.decode() + "\n")
            else:
                stream.write(line + b"\n")
                stream.flush()

    msg = log = debug = info = warning = warn = error = critical = exception = fatal = failure = _write


def configure_logging(level: str = "info") -> None:
    """Set the house style for this process: our own events and what libraries say through ``logging``.

    ``level`` is one of ``debug, info, warning, error, critical``. Raises ValueError for another.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"{level!r} is not a level of logging")
    _set_style(number)
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(max(number, logging.WARNING) if level.lower() != "debug" else logging.INFO)


def _set_style(level: int) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_ours(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _StandardOutput(),
        cache_logger_on_first_use=False,
    )


def _ours() -> list[Any]:
    return [_add_trace, _describe_exception, redact_event, _render]


def _add_trace(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    trace = current_trace()
    if trace is not None:
        event.setdefault("trace_id", trace.trace_id)
        event.setdefault("span_id", trace.span_id)
    return event


def _describe_exception(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = described(error)
    return event


def described(error: BaseException) -> list[dict[str, Any]]:
    """Type and frames of an exception and of what caused it, outermost first; the message only where it is ours."""
    found: list[dict[str, Any]] = []
    seen: BaseException | None = error
    while seen is not None and len(found) < 5:  # enough to see the cause
        frames = traceback.extract_tb(seen.__traceback__)[-15:]
        entry: dict[str, Any] = {
            "type": f"{type(seen).__module__}.{type(seen).__qualname__}",
            "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if type(seen) in _SPEAKING:
            entry["message"] = redacted(str(seen))[:500]
        found.append(entry)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return found


def _render(_logger: Any, _method: str, event: dict[str, Any]) -> bytes:
    return orjson.dumps(event, default=str)


class _LibraryHandler(logging.Handler):
    """What gunicorn, urllib3 or SQLAlchemy have to say, in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        event: dict[str, Any] = {
            **structlog.contextvars.get_contextvars(),
            "event": record.getMessage(),
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"],
        }
        if record.exc_info:
            event["exc_info"] = record.exc_info
        for processor in _ours():
            event = processor(None, record.levelname, event)
        _StandardOutput().info(event)  # type: ignore[arg-type]  # the last processor gives bytes


def get_logger(**bound: object) -> Any:
    """A logger; ``bound`` goes with each of its events."""
    return structlog.get_logger(**bound)


_set_style(logging.INFO)  # also where nobody configures: the library's own style would print local variables
