"""A front made of pages: one call gives an app its layout, languages, forms, cookies, headers and failure pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, current_app, make_response, request
from jinja2 import FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined, Undefined
from jinja2.utils import missing
from markupsafe import Markup

from shared.auth.access import public
from shared.web.answers import any_accept
from shared.web.pages.assets import Assets, asset_routes
from shared.web.pages.cookies import Jar
from shared.web.pages.csrf import FIELD, form_token, protect_forms
from shared.web.pages.failures import FailurePages
from shared.web.pages.formats import FILTERS
from shared.web.pages.headers import protect_pages, squeeze_pages
from shared.web.pages.language import LANGUAGES, PARAMETER, install_languages, language, other_language, say
from shared.web.pages.sealing import Sealer
from shared.web.problems import Problems

View = TypeVar("View", bound=Callable[..., Any])

EXTENSION = "gplx-site"
HERE = Path(__file__).parent


MEANT_TO_BE_UNDEFINED = ("caller", "null", "undefined")
"""Names that govuk's macros look at without anybody giving them."""


class PageUndefined(Undefined):
    """A name that nobody gave fails the page; a member that is not there is empty, as govuk's macros expect."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *rest: Any) -> Any:
        """The strict or the lenient kind."""
        kind = StrictUndefined if obj is missing and name not in MEANT_TO_BE_UNDEFINED else Undefined
        return kind(hint, obj, name, *rest)


@dataclass(frozen=True, slots=True)
class Site:
    """A front. ``folder`` holds its ``templates`` and ``translations``; ``context`` gives what its layout shows.

    ``form_targets`` are outside origins to which the answer of a form may redirect (payment, login).
    """

    name: str
    folder: Path
    public_url: str
    jar: Jar
    sealer: Sealer
    assets: Assets
    context: Callable[[], Mapping[str, Any]]
    form_targets: tuple[str, ...] = ()
    globals: Mapping[str, Any] = field(default_factory=dict)


def page(reason: str) -> Callable[[View], View]:
    """Mark a view as a page: open to every browser for ``reason``; if it needs a login it asks for a session itself."""
    return lambda view: any_accept(public(reason)(view))


def install_site(app: Flask, site: Site) -> None:
    """Make ``app``, as ``build_app`` gave it, answer with pages outside of ``/api/``."""
    app.extensions[EXTENSION] = site
    app.jinja_loader = PrefixLoader(
        {
            "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),  # the name its macros import each other by
            "pages": FileSystemLoader(HERE / "templates/pages"),
            site.name: FileSystemLoader(site.folder / "templates"),
        }
    )
    app.jinja_options = {**app.jinja_options, "undefined": PageUndefined, "trim_blocks": True, "lstrip_blocks": True}
    install_languages(app, (HERE / "translations", site.folder / "translations"))
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals.update(site.globals)
    app.register_blueprint(asset_routes(site.assets))
    protect_forms(app, site.jar, site.sealer)
    squeeze_pages(app)
    protect_pages(app, form_targets=site.form_targets, https=site.public_url.startswith("https://"))
    app.after_request(site.jar.keep)
    problems: Problems = app.extensions["gplx-problems"]
    problems.page = FailurePages(render).answer


def render(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. ``template`` is ``<front>/<name>.html``, or ``pages/<name>.html`` for those all fronts share."""
    site: Site = current_app.extensions[EXTENSION]
    shared = {
        "asset": site.assets.address,
        "picture": lambda name: Markup(site.assets.text(name)),  # noqa: S704  # a file of ours
        "language": language(),
        "language_name": LANGUAGES[language()],
        "other_language": other_language(),
        "other_language_name": LANGUAGES[other_language()],
        "other_language_url": other_language_url(),
        "form_field": FIELD,
        "form_token": lambda: form_token(site.jar, site.sealer),
        "layout": f"{site.name}/layout.html",
    }
    text = current_app.jinja_env.get_template(template).render({**shared, **site.context(), **values})
    response = make_response(text, status)
    response.headers["Content-Language"] = language()
    return response


def other_language_url() -> str:
    """Where the page in hand is in the other language; after a faulty form, the page with the form."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    return "?" + urlencode([*kept, (PARAMETER, other_language())])


def see_other(location: str) -> Response:
    """Send the browser on after a form was taken in, so that a reload asks for a page and repeats nothing (303)."""
    response = Response(status=303)
    response.headers["Location"] = location
    response.headers["Cache-Control"] = "no-store"
    return response
