"""The same steps for every service: one call makes an app that refuses, explains, notes and documents alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response

from shared.auth.access import guard, public
from shared.auth.tokens import TokenVerifier
from shared.kernel.errors import ProblemText
from shared.kernel.words import Words
from shared.messaging.jobs import overdue
from shared.observability.metrics import MEDIA_TYPE, exposition, watch
from shared.web.answers import FastJson, any_accept, negotiate, protect
from shared.web.blueprint import Api, IdConverter
from shared.web.bodies import limit_bodies
from shared.web.docs_page import serve_documentation
from shared.web.events import events_blueprint
from shared.web.health import serve_health
from shared.web.lookups import enforce_lookups, lookups_blueprint
from shared.web.measured import MeasuredRequest
from shared.web.observed import observe
from shared.web.preconditions import require_headers
from shared.web.problems import Problems
from shared.web.runtime import Runtime


def build_app(
    name: str,
    *,
    title: str,
    runtime: Runtime,
    verifier: TokenVerifier | None,
    texts: Mapping[str, ProblemText],
    prefix: str | None = None,
    description: str = "",
    field_labels: Mapping[str, Words] | None = None,
    agencies: Mapping[str, Words] | None = None,
    event_example: dict[str, Any] | None = None,
) -> tuple[Flask, Api]:
    """An app and its Api, to register blueprints with; routes carry their full path.

    ``texts`` are the words of the service's own codes; ``field_labels`` name the fields of look-up entries in a
    sentence ("hạng", "hiệu lực GPLX"). With a database in the runtime comes ``{prefix}/events``, with a look-up log
    ``{prefix}/lookups``.
    """
    prefix = prefix or f"/api/{name}/v1"
    app = _bare_app(name)
    app.extensions["gplx"] = runtime
    problems = Problems(texts)
    problems.install(app)
    _steps(app, name, verifier, problems)
    api = _api(app, title=title, description=description)
    if runtime.database is not None:
        database = runtime.database
        watch("gplx_jobs_overdue", "Jobs that should have run.", service=name, read=lambda: overdue(database))
        api.register_blueprint(events_blueprint(prefix, example=event_example))
    if runtime.lookups is not None:
        api.register_blueprint(lookups_blueprint(prefix, labels=field_labels, agencies=agencies))
    serve_health(app, runtime)
    serve_documentation(app, api, prefix)
    _serve_metrics(app)
    return app, api


def _bare_app(name: str) -> Flask:
    """Flask without what we do not want: automatic answers, redirects that repair an address, static files."""
    app = Flask(f"gplx.{name}", root_path=".", static_folder=None, template_folder=None)
    app.json = FastJson(app)
    app.request_class = MeasuredRequest
    app.config.update(PROVIDE_AUTOMATIC_OPTIONS=False, PROPAGATE_EXCEPTIONS=False)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.converters["id"] = IdConverter
    return app


def _steps(app: Flask, name: str, verifier: TokenVerifier | None, problems: Problems) -> None:
    """Before a view in this order; after it in the opposite one."""
    observe(app, name)
    protect(app)
    guard(app, verifier)
    negotiate(app)
    limit_bodies(app)
    require_headers(app)
    enforce_lookups(app, problems)


def _api(app: Flask, *, title: str, description: str) -> Api:
    app.config.update(API_TITLE=title, API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = Api(app, spec_kwargs={"info": {"description": description or title}})
    api.register_converter(IdConverter, lambda _converter: {"type": "string", "format": "uuid"})
    return api


def _serve_metrics(app: Flask) -> None:
    @app.get("/metrics")
    @public("numbers about the process, none about a person; a proxy keeps the world out")
    @any_accept
    def metrics() -> Response:
        return Response(exposition(), content_type=MEDIA_TYPE)
