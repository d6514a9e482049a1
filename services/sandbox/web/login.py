"""The login page of a stand-in provider, and logging out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request

from services.sandbox.application.ports import Store
from services.sandbox.application.sign_in import Passwords, sign_in
from services.sandbox.domain.sign_in import AuthorizationRequest, Provider, SignInRefused, read_request, returns_to
from services.sandbox.web.forms import from_own_page
from services.sandbox.web.pages import answer_failures_with_pages, message, open_page, page, with_query
from services.sandbox.web.words import NAMES, TEXTS
from shared.kernel.words import Words

REASON = "stands in for an outside login system, which asks for a password itself"
LONGEST_INPUT = 200


def login_pages(provider: Provider, store: Store, passwords: Passwords) -> Blueprint:
    """The routes ``authorize`` and ``end_session`` of a provider."""
    pages = Blueprint(
        f"{provider.part.value}-pages",
        __name__,
        url_prefix=f"/sandbox/{provider.part.value}",
        template_folder="templates",
    )
    answer_failures_with_pages(pages)

    @pages.get("/authorize")
    @open_page(REASON)
    def authorize() -> Response:
        asked = _asked(provider)
        if isinstance(asked, Response):
            return asked
        return _form(provider, store, asked, username=request.args.get("login_hint", "")[:LONGEST_INPUT])

    @pages.post("/authorize")
    @open_page(REASON)
    def log_in() -> Response:
        asked = _asked(provider)
        if isinstance(asked, Response):
            return asked
        if not from_own_page():
            return message("there_is_a_problem", "foreign_form", status=403)
        username, password = _given("username"), _given("password")
        code = sign_in(store, passwords, part=provider.part, request=asked, username=username, password=password)
        if code is None:
            return _form(provider, store, asked, username=username, fault=TEXTS["wrong_password"], status=403)
        return _back(with_query(asked.redirect_uri, code=code, state=asked.state, iss=provider.issuer))

    _logging_out(pages, provider)
    return pages


def _logging_out(pages: Blueprint, provider: Provider) -> None:
    @pages.route("/end_session", methods=["GET", "POST"])
    @open_page("nobody stays logged in here, so logging out changes nothing")
    def end_session() -> Response:
        address = request.values.get("post_logout_redirect_uri", "")
        if address and returns_to(provider, address):
            return _back(with_query(address, state=request.values.get("state")))
        return message("logged_out", "logged_out_text")


def _asked(provider: Provider) -> AuthorizationRequest | Response:
    """The request in the address, or the answer that says what is wrong with it."""
    if any(len(values) > 1 for _, values in request.args.lists()):
        return message("there_is_a_problem", "bad_request", status=400, detail="a parameter is repeated")
    try:
        return read_request(provider, request.args.to_dict())
    except SignInRefused as refusal:
        if refusal.redirect_uri is None:
            return message("there_is_a_problem", "bad_request", status=400, detail=refusal.explanation)
        return _back(
            with_query(
                refusal.redirect_uri,
                error=refusal.error,
                error_description=refusal.explanation,
                state=refusal.state,
                iss=provider.issuer,
            )
        )


def _form(
    provider: Provider,
    store: Store,
    asked: AuthorizationRequest,
    *,
    username: str,
    fault: Words | None = None,
    status: int = 200,
) -> Response:
    with store.reading() as shelves:
        accounts = shelves.accounts.list(provider.part)
    return page(
        "login",
        status=status,
        leads_to=asked.redirect_uri,
        provider=NAMES[provider.part],
        username=username,
        fault=fault,
        accounts=[{"account": one, "url": _prefilled(one.username), "name": _name(one.claims)} for one in accounts],
    )


def _prefilled(username: str) -> str:
    values = request.args.to_dict() | {"login_hint": username}
    return with_query("", **values)


def _name(claims: Any) -> str:
    return str(claims.get("HoVaTen") or claims.get("name") or "")


def _given(name: str) -> str:
    """A value of the form, or of a JSON object where one was posted."""
    if request.mimetype == "application/json":
        body = request.get_json(silent=True)
        value = body.get(name, "") if isinstance(body, dict) else ""
    else:
        value = request.form.get(name, "")
    return value[:LONGEST_INPUT] if isinstance(value, str) and "\0" not in value else ""


def _back(address: str) -> Response:
    response = redirect(address, code=302)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response  # type: ignore[return-value]  # Flask's response at run time
