"""Logging in and out; the national login comes back here."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from services.portal.application.logging_in import Answer, arrive
from services.portal.application.ports import AccountMismatch, Citizen, LoginNeeded, Portal
from services.portal.web.visitors import doorman, own_path, signed_in
from shared.auth.oidc import LoginRefused
from shared.kernel.errors import DomainError
from shared.observability.logging import get_logger
from shared.web.pages.csrf import machine_called
from shared.web.pages.limits import Limiter, client_address
from shared.web.pages.site import page, render, see_other

HOME_AFTER_LOGIN = "/licences"
CONTINUE = "/login/continue"
LOGGED_OUT = "/logged-out"
LOGINS = 30
PER = timedelta(minutes=5)
log = get_logger(part="login")


def login_pages(portal: Portal, limiter: Limiter) -> Blueprint:
    """``/login`` and what belongs to it."""
    pages = Blueprint("login", __name__)
    _going(pages, portal, limiter)
    _leaving(pages, portal)
    return pages


def _going(pages: Blueprint, portal: Portal, limiter: Limiter) -> None:
    @pages.get("/login")
    @page("sends the browser to the national login")
    def login() -> Response:
        limiter.count("login", client_address(portal.trusted_proxies), limit=LOGINS, per=PER)
        path = own_path(request.args.get("next")) or HOME_AFTER_LOGIN
        return see_other(path) if doorman().session() else doorman().leave(path)

    @pages.get("/login/callback")
    @page("the national login sends browsers back here; who it is, is proven by the code")
    def callback() -> Response:
        answer = Answer(
            state=request.args.get("state", ""),
            code=request.args.get("code"),
            issuer=request.args.get("iss"),
            error=request.args.get("error"),
        )
        try:
            found = arrive(portal, answer, visit=doorman().jar.visit())
        except (LoginRefused, LoginNeeded, AccountMismatch) as refused:
            return _refused(refused)
        held = {"path": found.go_on.path, "form": found.go_on.form} if found.go_on.form else None
        doorman().let_in(found.account_id, {**found.content, "held": held})
        return see_other(CONTINUE if held else found.go_on.path)

    @pages.get("/login/continue")
    @signed_in
    def go_on(_citizen: Citizen) -> Response:
        session = doorman().session()
        held = session.content.get("held") if session else None
        if not held or own_path(held["path"]) is None:
            return see_other(HOME_AFTER_LOGIN)
        return render("portal/continue.html", held=held)


def _leaving(pages: Blueprint, portal: Portal) -> None:
    @pages.post("/logout")
    @page("ends the session of the browser that asks")
    def logout() -> Response:
        former = doorman().let_out()
        if former is not None:
            try:
                portal.access.revoke(str(former.content["refresh_token"]))
            except (DomainError, LoginNeeded):  # the session is over here in any case; the token ends by itself
                log.warning("revocation-failed")
        return see_other(portal.sso.leave(portal.public_url + LOGGED_OUT))

    @pages.get("/logged-out")
    @page("says that one is logged out")
    def logged_out() -> Response:
        return render("portal/logged_out.html")

    @pages.post("/login/backchannel-logout")
    @machine_called
    @page("the national login proves itself with a signed token")
    def logged_out_elsewhere() -> Response:
        token = request.form.get("logout_token", "")
        try:
            subject, until = portal.sso.logged_out(token)
        except LoginRefused as refused:
            log.warning("logout-refused", reason=refused.reason)
            return Response('{"error":"invalid_request"}', 400, mimetype="application/json")
        account_id = portal.accounts.of_login(subject) if portal.accounts.spend_logout(token, until) else None
        if account_id is not None:
            doorman().sessions.end_all(account_id, "sso-logout")
        return Response(status=200)


def _refused(refused: Exception) -> Response:
    """Why there is no session now, in words; a login that was answered before leads on if it succeeded."""
    reason = refused.reason if isinstance(refused, LoginRefused) else type(refused).__name__
    log.warning("login-refused", reason=reason)
    if reason == "unknown-state" and doorman().session() is not None:
        return see_other(HOME_AFTER_LOGIN)
    return render("portal/login_refused.html", status=403, reason=reason)
