"""How a page of the sandbox is made: language, words, headers; no script, no inline style."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from services.sandbox.web.forms import FIELD, form_token, keep_token
from services.sandbox.web.words import TEXTS
from shared.auth.access import public
from shared.http.languages import Language, choose_language, said
from shared.kernel.clock import BUSINESS_ZONE
from shared.kernel.errors import DomainError, LimitReached, NotFound, Unavailable

View = TypeVar("View", bound=Callable[..., Any])
LANGUAGES: tuple[Language, ...] = ("vi", "en")


def open_page(reason: str) -> Callable[[View], View]:
    """Mark a view as open to anybody, and as answering with whatever it answers: browsers ask for HTML first."""

    def mark(view: View) -> View:
        view.any_accept = True  # type: ignore[attr-defined]  # read by the negotiation of shared.web
        return public(reason)(view)

    return mark


def language() -> Language:
    """The reader's language: ``ui_locales`` of the address, else the browser's, else Vietnamese."""
    for wanted in request.args.get("ui_locales", "").split():
        for known in LANGUAGES:
            if wanted == known or wanted.startswith(f"{known}-"):
                return known
    return choose_language(request.headers.get("Accept-Language"))


def page(template: str, *, status: int = 200, leads_to: str | None = None, **values: Any) -> Response:
    """A page as a response. ``leads_to``: where its form may redirect to besides our own site."""
    spoken, token = language(), form_token()
    other: Language = "en" if spoken == "vi" else "vi"
    html = render_template(
        f"sandbox/{template}.html",
        language=spoken,
        other_language_url=_with_language(other),
        other_language=other,
        t={name: said(words, spoken) for name, words in TEXTS.items()},
        say=lambda words: said(words, spoken),
        form_field=FIELD,
        form_token=token,
        **values,
    )
    response = make_response(html, status)
    keep_token(response, token)
    _protect(response, leads_to)
    return response


def message(
    title: str, text: str, *, status: int = 200, detail: str | None = None, back: str | None = None
) -> Response:
    """A page with one thing to say; ``title`` and ``text`` name entries of the words."""
    return page("message", status=status, title=TEXTS[title], text=TEXTS[text], detail=detail, back=back)


def money(amount_vnd: int, spoken: Language) -> str:
    """An amount for people: ``115.000 đồng``, ``115,000 dong``."""
    grouped = f"{amount_vnd:,}"
    return f"{grouped.replace(',', '.')} đồng" if spoken == "vi" else f"{grouped} dong"


def moment(instant: datetime, spoken: Language) -> str:
    """An instant for people, in Vietnam's time: ``17:00 ngày 24/11/2026``."""
    local = instant.astimezone(BUSINESS_ZONE)
    return local.strftime("%H:%M ngày %d/%m/%Y" if spoken == "vi" else "%d/%m/%Y, %H:%M")


def with_query(url: str, **values: str | None) -> str:
    """The address with these parameters added; empty ones are left out."""
    added = urlencode({name: value for name, value in values.items() if value is not None})
    return f"{url}{'&' if '?' in url else '?'}{added}" if added else url


def answer_failures_with_pages(blueprint: Blueprint) -> None:
    """Whatever goes wrong on a page is told on a page."""

    def of_domain(error: DomainError) -> Response:
        return _failure(error)

    def of_http(error: HTTPException) -> Response:
        if error.code == 404:
            return message("not_found", "not_found_text", status=404)
        return message("there_is_a_problem", "bad_request", status=error.code or 400, detail=error.description)

    blueprint.register_error_handler(DomainError, of_domain)
    blueprint.register_error_handler(HTTPException, of_http)


def _failure(error: DomainError) -> Response:
    if isinstance(error, NotFound):
        return message("not_found", "not_found_text", status=404)
    if isinstance(error, LimitReached):
        response = message("there_is_a_problem", "too_many", status=429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    if isinstance(error, Unavailable):
        response = message("unavailable", "unavailable_text", status=503)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return message("there_is_a_problem", "bad_request", status=409, detail=error.code)


def _with_language(other: Language) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "ui_locales"]
    return "?" + urlencode([*kept, ("ui_locales", other)])


def _protect(response: Response, leads_to: str | None) -> None:
    # Browsers hold form-action against the redirect that answers a form, so it names the client's site too.
    forms = "'self'"
    if leads_to:
        parts = urlsplit(leads_to)
        forms = f"'self' {parts.scheme}://{parts.netloc}"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; img-src 'self'; form-action {forms}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language, Cookie"
