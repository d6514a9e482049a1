"""The contract, for people: one page made on the server from the OpenAPI document, without a script."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

import orjson
from flask import Flask, Response, request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from shared.auth.access import public
from shared.http.languages import Language, choose_language
from shared.kernel.words import Words
from shared.web.answers import any_accept
from shared.web.blueprint import Api
from shared.web.docs_model import api_model

WORDS = {
    "example_request": Words("Ví dụ gọi", "Example call"),
    "example_answer": Words("Ví dụ trả lời", "Example answer"),
    "body": Words("Nội dung gửi", "Request body"),
    "parameters": Words("Tham số và tiêu đề", "Parameters and headers"),
    "answers": Words("Trả lời", "Answers"),
    "required": Words("bắt buộc", "required"),
    "optional": Words("không bắt buộc", "optional"),
    "scopes": Words("Quyền (một trong)", "Scope (any one of)"),
    "open": Words("Không cần mã truy cập", "No token needed"),
    "kinds": Words("Dành cho", "For"),
    "citizen": Words("người dân", "citizens"),
    "officer": Words("cán bộ", "officers"),
    "system": Words("hệ thống", "systems"),
    "most": Words("Nội dung tối đa (byte)", "Body at most (bytes)"),
    "contents": Words("Mục lục", "Contents"),
    "document": Words("Tài liệu OpenAPI 3.1 (JSON)", "OpenAPI 3.1 document (JSON)"),
    "members": Words("Các mục", "Members"),
    "problems": Words(
        "Mọi lỗi trả về application/problem+json với mã ổn định (code); dữ liệu chưa hợp lệ có thêm danh sách errors.",
        "Every failure is application/problem+json with a stable code and, for invalid data, a list of errors.",
    ),
    "other_language": Words("English", "Tiếng Việt"),
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("shared.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _with_code(text: str) -> Markup:
    """What stands between backticks in a docstring, as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def serve_documentation(app: Flask, api: Api, prefix: str) -> None:
    """``{prefix}/openapi.json`` and ``{prefix}/docs``; both made once, when first asked for."""
    made: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if "spec" not in made:
            made["spec"] = orjson.loads(orjson.dumps(api.spec.to_dict(), option=orjson.OPT_NON_STR_KEYS))
        found: dict[str, Any] = made["spec"]
        return found

    @app.get(f"{prefix}/openapi.json")
    @public("the contract is for everybody")
    @any_accept
    def openapi() -> Response:
        return Response(orjson.dumps(document(), option=orjson.OPT_INDENT_2), mimetype="application/json")

    @app.get(f"{prefix}/docs")
    @public("the contract is for everybody")
    @any_accept
    def docs() -> Response:
        wanted = request.args.get("lang")
        language: Language = "en" if wanted == "en" else "vi"
        if wanted not in ("vi", "en"):
            language = choose_language(request.headers.get("Accept-Language"))
        if "model" not in made:
            made["model"] = api_model(document())
        return _page(made["model"], language, prefix)


def _page(model: dict[str, Any], language: Language, prefix: str) -> Response:
    nonce = secrets.token_urlsafe(16)
    words = {name: (text.en if language == "en" else text.vi) for name, text in WORDS.items()}
    html = (
        _environment()
        .get_template("docs.html")
        .render(
            api=model,
            words=words,
            language=language,
            other="vi" if language == "en" else "en",
            nonce=nonce,
            with_code=_with_code,
            base=request.host_url.rstrip("/"),
            prefix=prefix,
        )
    )
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    response.headers["Content-Language"] = language
    return response
