"""What a view's marks mean for those who read the contract: headers, scopes, and every status it may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.auth.access import PURPOSES, AccessMark, access_of

SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token of POST /oauth2/token; any one of the alternatives of an operation will do.",
    }
}
_PROBLEM_NAMES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    412: "PRECONDITION_FAILED",
    413: "REQUEST_ENTITY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNPROCESSABLE_ENTITY",
    428: "PRECONDITION_REQUIRED",
    429: "TOO_MANY_REQUESTS",
    503: "SERVICE_UNAVAILABLE",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """All that the decorators of a view said."""

    operation_id: str
    access: AccessMark
    idempotency_key: bool = False
    if_match: bool = False
    etag: bool = False
    body_limit: int | None = None
    consumes: tuple[str, ...] = ()


def marks_of(view: Callable[..., Any]) -> Marks:
    """The marks of a view function."""
    return Marks(
        operation_id=view.__name__,
        access=access_of(view) or AccessMark(),
        idempotency_key=getattr(view, "idempotency_key", False),
        if_match=getattr(view, "if_match", False),
        etag=getattr(view, "etag", False),
        body_limit=getattr(view, "body_limit", None),
        consumes=getattr(view, "consumes", ()),
    )


def document(doc: dict[str, Any], marks: Marks, *, method: str, **_context: Any) -> dict[str, Any]:
    """Complete an operation's documentation with what its marks say."""
    doc["operationId"] = marks.operation_id
    doc["security"] = [] if marks.access.public else [{"bearer": [scope]} for scope in marks.access.scopes]
    doc.setdefault("parameters", []).extend(_headers(marks, method))
    if marks.consumes and "requestBody" not in doc:
        doc["requestBody"] = {"required": True, "content": {name: {"schema": {}} for name in marks.consumes}}
    responses = doc.setdefault("responses", {})
    if marks.etag:
        _document_etag(responses)
    for status in _statuses(doc, marks, method):
        if not {status, str(status)} & responses.keys():
            responses[status] = _PROBLEM_NAMES[status]
    doc["responses"] = dict(sorted(responses.items(), key=lambda entry: str(entry[0])))
    _describe(doc, marks)
    return doc


def _headers(marks: Marks, method: str) -> list[dict[str, Any]]:
    found = [
        _header(
            "Accept-Language",
            "Language of explanations: vi (default) or en.",
            {"type": "string"},
            example="en",
        )
    ]
    if marks.idempotency_key:
        found.append(
            _header(
                "Idempotency-Key",
                "1 to 128 visible ASCII characters, new for each intended change; kept 7 days.",
                {"type": "string", "pattern": "^[!-~]{1,128}$", "minLength": 1, "maxLength": 128},
                required=True,
            )
        )
    if marks.if_match:
        found.append(
            _header(
                "If-Match",
                'The ETag of the version decided on, e.g. "v3"; * for any.',
                {"type": "string", "pattern": '^([*]|(W/)?"[!#-~]*")$'},
                required=True,
                example='"v3"',
            )
        )
    if marks.etag and method == "get":
        found.append(_header("If-None-Match", "An ETag the caller has already.", {"type": "string"}, example='"v1"'))
    if not marks.access.public:
        found += _reasons(marks.access)
    return found


def _reasons(mark: AccessMark) -> list[dict[str, Any]]:
    """Why one looks."""
    found = []
    if mark.personal:
        found.append(
            _header(
                "Gplx-Purpose",
                "Why; a purpose the data-sharing agreement lists. A citizen's own is self and may be left out.",
                {"type": "string", "enum": list(PURPOSES)},
            )
        )
    pattern = "^[!-~]([ -~]{0,62}[!-~])?$"
    found.append(_header("Gplx-Case", "The case this is about.", {"type": "string", "pattern": pattern}))
    if "system" in mark.kinds:
        found.append(
            _header(
                "Gplx-On-Behalf-Of",
                "For whom a system acts: that person's opaque subject.",
                {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
            )
        )
    return found


def _header(
    name: str, description: str, schema: dict[str, Any], *, required: bool = False, example: str | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "in": "header",
        "name": name,
        "description": description,
        "required": required,
        "schema": schema,
    }
    if example is not None:
        found["example"] = example
    return found


def _document_etag(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        if str(status).startswith("2") and isinstance(response, dict):
            response.setdefault("headers", {})["ETag"] = {
                "description": "The version shown, for If-Match.",
                "schema": {"type": "string"},
            }
    responses[304] = {"description": "Not modified"}


def _statuses(doc: dict[str, Any], marks: Marks, method: str) -> set[int]:
    """The refusals an operation may give by what it takes and demands."""
    found = {400, 404, 406, 503}
    if not marks.access.public:
        found |= {401, 403}
    if "requestBody" in doc:
        found |= {413, 415, 422}
    if any(parameter.get("in") == "query" for parameter in doc["parameters"]):
        found.add(422)
    if method != "get":
        found |= {409, 422}
    if marks.if_match:
        found |= {412, 428}
    if marks.access.looks:
        found.add(429)
    return found


def _describe(doc: dict[str, Any], marks: Marks) -> None:
    """Say in extensions what OpenAPI has no word for."""
    if marks.access.public:
        doc["x-gplx-public"] = marks.access.public
    else:
        doc["x-gplx-kinds"] = sorted(marks.access.kinds)
    if marks.body_limit is not None:
        doc["x-gplx-body-limit"] = marks.body_limit
