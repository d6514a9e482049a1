"""What every page tells the browser to forbid; no script or style runs that is not a file of ours."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

HSTS = "max-age=31536000; includeSubDomains"


def origin(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def policy(form_targets: Iterable[str] = ()) -> str:
    """The content security policy of a page; ``form_targets`` are origins a form's answer may redirect to."""
    targets = " ".join(("'self'", *sorted(set(form_targets))))
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'none'; "
        f"form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
    )


def protect_pages(app: Flask, *, form_targets: Iterable[str], https: bool) -> None:
    """Put the headers of pages on every HTML answer of ``app``; other answers keep those of an API."""
    content_policy = policy(form_targets)

    def finish(response: Response) -> Response:
        if response.mimetype == "text/html" and not request.path.startswith("/api/"):
            headers = response.headers
            headers["Content-Security-Policy"] = content_policy
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
            headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        if https:
            response.headers["Strict-Transport-Security"] = HSTS
        return response

    app.after_request(finish)


def squeeze_pages(app: Flask) -> None:
    """Send pages gzipped to browsers that can. Secrets in a page are masked anew each time (see ``csrf``)."""
    from gzip import compress  # noqa: PLC0415

    def finish(response: Response) -> Response:
        accepted = "gzip" in request.headers.get("Accept-Encoding", "")
        plain = response.mimetype == "text/html" and "Content-Encoding" not in response.headers
        if accepted and plain and not response.is_streamed and not g.get("gplx_unsqueezed"):
            response.set_data(compress(response.get_data(), 5, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        if plain:
            response.vary.add("Accept-Encoding")
        return response

    app.after_request(finish)
