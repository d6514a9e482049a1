"""Lost updates are impossible: a change names the version it was decided on (RFC 9110 §13)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, request

from shared.kernel.errors import PreconditionFailed, PreconditionRequired

F = TypeVar("F", bound=Callable[..., Any])
_TAG = re.compile(r'(?:W/)?"v?(\d{1,12})"')


def etag(version: int) -> str:
    """The entity tag of a version, quotes included."""
    return f'"v{version}"'


def tagged(view: F) -> F:
    """Mark a read that answers with an ETag (and 304 to a matching If-None-Match)."""
    view.etag = True  # type: ignore[attr-defined]  # read by the documentation
    return view


def conditional(view: F) -> F:
    """Mark a change that needs If-Match: without it 428, before anything is looked at."""
    view.if_match = True  # type: ignore[attr-defined]  # read by the documentation and the check before the view
    return view


def required_version() -> int | None:
    """The version in If-Match; None for ``*`` (any). Raises PreconditionRequired (428) or PreconditionFailed (412).

    A view that calls this carries the mark ``@conditional``.
    """
    g.gplx_version_asked = True
    header = request.headers.get("If-Match")
    if header is None or not header.strip():
        raise PreconditionRequired("precondition-required")
    if header.strip() == "*":
        return None
    found = _TAG.fullmatch(header.strip())
    if found is None or header.strip().startswith("W/"):
        raise PreconditionFailed("precondition-failed")  # no version of ours has such a tag
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
