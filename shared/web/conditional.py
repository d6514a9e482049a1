"""Lost updates are impossible: a change names the version it was decided on (RFC 9110 §13)."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from flask import Response, request

from shared.kernel.errors import Malformed, PreconditionFailed, PreconditionRequired

F = TypeVar("F", bound=Callable[..., Any])
_OURS = re.compile(r'"v([0-9]{1,12})(?:-[0-9a-f]{16})?"')
_TAGS = re.compile(r'(?:W/)?"[!#-~]*"(?:[ \t]*,[ \t]*(?:W/)?"[!#-~]*")*')


def etag(version: int) -> str:
    """The entity tag of a version, quotes included."""
    return f'"v{version}"'


def etag_of(version: int, body: bytes) -> str:
    """The entity tag of an answer that tells more than its version does: of other records, or of the day.

    In If-Match it means the version; in If-None-Match it matches the same answer, byte for byte, only.
    """
    return f'"v{version}-{sha256(body).hexdigest()[:16]}"'


def tagged(view: F) -> F:
    """Mark a read that answers with an ETag (and 304 to a matching If-None-Match)."""
    view.etag = True  # type: ignore[attr-defined]  # read by the documentation
    return view


def conditional(view: F) -> F:
    """Mark a change that needs If-Match: without it 428, before anything is looked at."""
    view.if_match = True  # type: ignore[attr-defined]  # read by the documentation and the check before the view
    return view


def required_version() -> int | None:
    """The version in If-Match; None for ``*`` (any).

    Raises PreconditionRequired (428), Malformed (400) for what is no entity tag, PreconditionFailed (412) for a tag
    that is none of ours (weak ones and lists included). A view that calls this carries the mark ``@conditional``.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired("precondition-required")
    if header == "*":
        return None
    if not _TAGS.fullmatch(header):
        raise Malformed("malformed-header", header="If-Match")
    found = _OURS.fullmatch(header)
    if found is None:
        raise PreconditionFailed("precondition-failed")
    return int(found[1])


def check_version(current: int) -> None:
    """Raise PreconditionFailed (412) unless If-Match names the current version."""
    wanted = required_version()
    if wanted is not None and wanted != current:
        raise PreconditionFailed("precondition-failed")


def not_modified(response: Response) -> Response:
    """304 for a GET whose ETag the caller already has."""
    tag = response.headers.get("ETag")
    if request.method in ("GET", "HEAD") and response.status_code == 200 and tag:
        response.make_conditional(request)  # in place
    return response
