"""The blueprint and the Api of the house: smorest, with our reading of bodies and our documentation of marks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ClassVar

import flask_smorest  # type: ignore[import-untyped]  # it ships no types
from apispec import APISpec
from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from shared.auth.access import access_of
from shared.web import documentation
from shared.web.bodies import Arguments
from shared.web.schemas import ProblemSchema


class IdConverter(BaseConverter):
    """``<id:licence_id>``: an opaque identifier; anything else is no route, hence 404."""

    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # as above
    """As smorest's; bodies are read strictly, and marks of the view are documented by themselves.

    Each route needs an access mark; its operation id is the name of the function.
    """

    ARGUMENTS_PARSER: ClassVar[Arguments] = Arguments()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(self._prepare_marks_doc)

    def arguments(self, schema: Any, *, location: str = "json", required: bool = True, **kwargs: Any) -> Any:
        """As smorest's; with ``required=False`` a missing body is an empty object."""
        decorate = super().arguments(schema, location=location, required=required, **kwargs)
        if required or location != "json":
            return decorate
        return _optional(decorate, self.ARGUMENTS_PARSER, schema)

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)
        if access_of(obj) is None:
            raise TypeError(f"{self.name}.{endpoint} carries no access mark: put @access or @public under @route")
        for entry in self._docs[endpoint].values():
            if isinstance(entry, dict):
                entry["marks"] = documentation.marks_of(obj)

    @staticmethod
    def _prepare_marks_doc(doc: dict[str, Any], doc_info: dict[str, Any], **context: Any) -> dict[str, Any]:
        return documentation.document(doc, doc_info["marks"], **context)


def _optional(decorate: Callable[..., Any], parser: Arguments, schema: Any) -> Callable[..., Any]:
    """Smorest does not tell its parser that a body may be left out: document with its decorator, read with ours."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        documented = decorate(view)
        run = parser.use_args(schema, location="json", required=False)(view)
        run._apidoc = documented._apidoc  # type: ignore[attr-defined]  # noqa: SLF001  # smorest's place for it
        return run

    return mark


class Api(flask_smorest.Api):  # type: ignore[misc]  # as above
    """Documents and answers errors as problem+json.

    The OpenAPI document is made when somebody first asks for it: making it costs more than all the rest of an app's
    start, and most starts never need it.
    """

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, *, spec_kwargs: dict[str, Any]) -> None:
        self._document: Any = None
        self._making = threading.RLock()
        self._registered: list[Blueprint] = []
        super().__init__(app, spec_kwargs=spec_kwargs)

    @property
    def spec(self) -> APISpec:
        """The OpenAPI document of every blueprint registered so far."""
        with self._making:
            if self._document is None:
                super()._init_spec(**self._spec_kwargs)  # sets the document, by our setter
                for scheme, content in documentation.SECURITY_SCHEMES.items():
                    self.spec.components.security_scheme(scheme, content)
                for blueprint in self._registered:
                    self._describe(blueprint)
            document: APISpec = self._document
            return document

    @spec.setter
    def spec(self, document: APISpec | None) -> None:
        self._document = document

    def _init_spec(self, **_: Any) -> None:
        """Not yet: see :attr:`spec`."""

    def _describe(self, blueprint: Blueprint) -> None:
        blueprint.register_views_in_doc(self, self._app, self.spec, name=blueprint.name, parameters=None)
        self.spec.tag({"name": blueprint.name, "description": blueprint.description})

    def _register_responses(self) -> None:
        # Its responses are made here once and for all, with whatever content type stands now.
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        try:
            super()._register_responses()
        finally:
            del self.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_pagination_header(self) -> None:
        """Pages carry their cursor in the body; smorest's header is documented as what it is not."""

    def _register_etag_headers(self) -> None:
        """shared.web.documentation names the headers a view's marks ask for."""

    def _register_error_handlers(self) -> None:
        """shared.web.problems answers for all failures."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Never called: see :meth:`_register_error_handlers`."""
        raise RuntimeError("shared.web.problems answers for all failures") from error

    def register_converter(self, converter: type[BaseConverter], func: Callable[[Any], dict[str, Any]]) -> None:
        """How a converter of path parameters is documented."""
        self._converters.append((converter, func))

    def register_blueprint(self, blp: Any, **options: Any) -> None:
        """Mount a blueprint of the house; raises TypeError for another, RuntimeError once the document was made."""
        if not isinstance(blp, Blueprint):
            raise TypeError(f"{blp.name}: use shared.web.blueprint.Blueprint")
        if self._document is not None:
            raise RuntimeError(f"{blp.name}: too late, the document has been made")
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._registered.append(blp)
