"""Whatever goes wrong leaves as problem+json (RFC 9457): a stable code, and words in the caller's language."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from shared.auth.access import AccessMark, access_of
from shared.http.languages import Language, choose_language, said
from shared.kernel.errors import (
    Conflict,
    DomainError,
    Fault,
    Forbidden,
    Invalid,
    LimitReached,
    Malformed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    ProblemText,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from shared.kernel.words import Words
from shared.observability.logging import get_logger
from shared.observability.tracing import current_trace
from shared.web.problem_texts import FAULTS, PROBLEMS, REASONS, TITLES
from shared.web.refusals import NotAcceptable, UnsupportedMediaType

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

STATUS_OF: Mapping[type[DomainError], int] = {
    Malformed: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    NotAcceptable: 406,
    Conflict: 409,
    PreconditionFailed: 412,
    TooLarge: 413,
    UnsupportedMediaType: 415,
    Invalid: 422,
    PreconditionRequired: 428,
    LimitReached: 429,
    Unavailable: 503,
}
_CODE_OF_STATUS = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    412: "precondition-failed",
    413: "body-too-large",
    415: "unsupported-media-type",
    428: "precondition-required",
    429: "rate-limited",
    503: "service-unavailable",
}
_SERVER_ERROR = 500
log = get_logger(part="web")


FailurePage = Callable[[int, str, Mapping[str, str], str | None], Response | None]
"""Status, code, headers and trace id as a page for a person; None where JSON is wanted after all."""


class _Lenient(string.Formatter):
    """Fills placeholders; one without a value shows as an ellipsis rather than failing the answer."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "…")


_formatter = _Lenient()


class Problems:
    """One service's way of saying what went wrong; ``texts`` are its own codes, shared ones are known.

    ``page``, where it is set, is asked first: a front for people answers with pages.
    """

    def __init__(self, texts: Mapping[str, ProblemText]) -> None:
        self._texts = {**PROBLEMS, **FAULTS, **texts}
        self.page: FailurePage | None = None

    def sentence(self, code: str, language: Language, params: Mapping[str, object]) -> str | None:
        """The words of a code, filled; None for a code without words."""
        text = self._texts.get(code)
        if text is None:
            return None
        return _formatter.vformat(said(Words(text.vi, text.en), language), (), _in_words(params, language))

    def answer(
        self,
        status: int,
        code: str,
        *,
        params: Mapping[str, object] | None = None,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The response for one problem."""
        trace = current_trace()
        g.gplx_problem = code
        page = self.page(status, code, headers or {}, trace.trace_id if trace else None) if self.page else None
        if page is not None:
            return page
        language = choose_language(request.headers.get("Accept-Language"))
        body: dict[str, object] = {
            "type": f"/problems/{code}",
            "title": said(TITLES.get(status, TITLES[400 if status < _SERVER_ERROR else 500]), language),
            "status": status,
            "detail": self.sentence(code, language, params or {}),
            "code": code,
            "instance": f"urn:trace:{trace.trace_id}" if trace else None,
        }
        if faults:
            body["errors"] = [self._fault(fault, language) for fault in faults]
        response = Response(
            orjson.dumps({name: value for name, value in body.items() if value is not None}, default=str),
            status,
            mimetype=MEDIA_TYPE,
        )
        response.headers.update(headers or {})
        response.headers["Content-Language"] = language
        return response

    def _fault(self, fault: Fault, language: Language) -> dict[str, object]:
        detail = self.sentence(fault.code, language, fault.params)
        return {"pointer": fault.pointer, "code": fault.code, "detail": detail or fault.code}

    def of_domain(self, error: DomainError) -> Response:
        """A refusal of the domain or of shared code."""
        status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), _SERVER_ERROR)
        headers = {}
        retry_after = getattr(error, "retry_after", None)
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        if isinstance(error, Unauthenticated) or error.code == "scope-missing":
            headers["WWW-Authenticate"] = _challenge(error)
        return self.answer(status, error.code, params=error.params, faults=error.faults, headers=headers)

    def of_http(self, error: HTTPException) -> Response:
        """A refusal of Flask or Werkzeug; its headers (Allow, Retry-After …) stay."""
        if error.code is None or error.code < 400:  # redirects and ready answers
            return Response.force_type(error.get_response(), request.environ)  # type: ignore[return-value]  # ours
        code = _CODE_OF_STATUS.get(error.code, "bad-request" if error.code < _SERVER_ERROR else "internal-error")
        headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
        return self.answer(error.code, code, params={"limit": request.max_content_length}, headers=headers)

    def of_database(self, error: Exception) -> Response:
        """The database is away or locked: nothing was changed."""
        log.error("database-unavailable", exc_info=error)
        return self._unavailable()

    def of_anything(self, error: Exception) -> Response:
        """A fault of ours: noted with its trace, and nothing of it told."""
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return self.of_database(error)
        log.error("unhandled-exception", exc_info=error)
        return self.answer(_SERVER_ERROR, "internal-error")

    def _unavailable(self) -> Response:
        return self.answer(
            503,
            "service-unavailable",
            params={"retry_after": RETRY_AFTER_SECONDS},
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )

    def install(self, app: Flask) -> None:
        """Answer for every kind of failure in ``app``."""
        app.register_error_handler(DomainError, self.of_domain)
        app.register_error_handler(HTTPException, self.of_http)
        for kind in (OperationalError, InterfaceError, PoolTimeout):
            app.register_error_handler(kind, self.of_database)
        app.register_error_handler(Exception, self.of_anything)
        app.extensions["gplx-problems"] = self


def _in_words(params: Mapping[str, object], language: Language) -> Mapping[str, object]:
    """The params with a reason that is a code of ours in the language of the sentence it goes into."""
    words = REASONS.get(str(params.get("reason")))
    if words is None:
        return params
    return {**params, "reason": _formatter.vformat(said(words, language), (), params)}


def _challenge(error: DomainError) -> str:
    """WWW-Authenticate (RFC 6750 §3): no error code where no token came."""
    scopes = " ".join(_mark().scopes)
    if error.code == "token-missing":
        return f'Bearer realm="gplx", scope="{scopes}"'
    kind = "insufficient_scope" if error.code == "scope-missing" else "invalid_token"
    return f'Bearer realm="gplx", error="{kind}", error_description="{error.code}", scope="{scopes}"'


def _mark() -> AccessMark:
    from flask import current_app  # noqa: PLC0415

    rule = request.url_rule
    view = current_app.view_functions.get(rule.endpoint) if rule else None
    return (access_of(view) if view else None) or AccessMark()
