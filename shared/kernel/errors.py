"""What can go wrong, in families. The domain names a stable code; the web layer turns the family into a status.

A code is kebab-case, is listed in ``docs/problems.md`` and has a Vietnamese and an English sentence in a table of
:class:`ProblemText`; ``params`` fill the placeholders of those sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProblemText:
    """The words of one code, with ``str.format`` placeholders named after the error's params."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent. ``pointer`` is a JSON pointer (RFC 6901), "" for the whole document."""

    pointer: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class DomainError(Exception):
    """Base of every refusal the caller can do something about. Never raised itself."""

    def __init__(self, code: str, *, faults: Sequence[Fault] = (), **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.faults = tuple(faults)
        self.params: dict[str, object] = params


class Invalid(DomainError):
    """What was sent breaks a rule of form or of law that the sender can correct (422)."""


class Malformed(DomainError):
    """What was sent cannot be read at all, or lacks a required header (400)."""


class NotFound(DomainError):
    """There is no such thing, or none that this caller may know of (404)."""


class Conflict(DomainError):
    """The present state does not allow it; another request may have been quicker (409)."""


class Forbidden(DomainError):
    """Known caller, not allowed (403)."""


class Unauthenticated(DomainError):
    """Unknown caller (401)."""


class PreconditionFailed(DomainError):
    """The caller's If-Match names another version (412)."""


class PreconditionRequired(DomainError):
    """A change without If-Match (428)."""


class TooLarge(DomainError):
    """Over a stated limit (413)."""


class LimitReached(DomainError):
    """Too many in a period (429); ``retry_after`` seconds."""

    def __init__(self, code: str, *, retry_after: int, **params: object) -> None:
        super().__init__(code, faults=(), retry_after=retry_after, **params)
        self.retry_after = retry_after


class InProgress(Conflict):
    """The same request is being worked on right now (409 with Retry-After)."""

    def __init__(self, code: str, *, retry_after: int = 1, **params: object) -> None:
        super().__init__(code, faults=(), retry_after=retry_after, **params)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something this depends on does not answer (503 with Retry-After); nothing was changed."""

    def __init__(self, code: str, *, retry_after: int = 5, **params: object) -> None:
        super().__init__(code, faults=(), retry_after=retry_after, **params)
        self.retry_after = retry_after
