"""Style sheet, fonts and pictures: named after their content, so that a browser may keep them for ever."""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from shared.auth.access import public
from shared.web.answers import any_accept

FOREVER = "public, max-age=31536000, immutable"
OWN_ASSETS = Path(__file__).parent / "static"
_REFERENCE = re.compile(r"url\(\"?/static/([a-z0-9._-]+)\"?\)")
_SQUEEZED = {".css", ".svg", ".txt", ".js"}
_TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory; ``squeezed`` by gzip where that is worth it."""

    name: str
    mimetype: str
    content: bytes
    squeezed: bytes | None

    def answer(self) -> Response:
        """The file for a browser."""
        use = self.squeezed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(self.squeezed if use else self.content, mimetype=self.mimetype)
        if use:
            response.headers["Content-Encoding"] = "gzip"
        if self.squeezed is not None:
            response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = FOREVER
        return response


class Assets:
    """All files of some folders; a style sheet's ``url(/static/x)`` is rewritten to the hashed name of x."""

    def __init__(self, folders: Iterable[Path] = (OWN_ASSETS,), *, prefix: str = "/static") -> None:
        self.prefix = prefix
        paths = {path.name: path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()}
        self._names: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        for name in sorted(paths, key=lambda name: name.endswith(".css")):  # style sheets name the others
            self._add(name, paths[name].read_bytes())

    def address(self, name: str) -> str:
        """Where a file is. Raises KeyError for an unknown one."""
        return f"{self.prefix}/{self._names[name]}"

    def get(self, hashed: str) -> Asset | None:
        """The file of that hashed name."""
        return self._assets.get(hashed)

    def text(self, name: str) -> str:
        """A file's text, to be put into a page."""
        return self._assets[self._names[name]].content.decode()

    def _add(self, name: str, content: bytes) -> None:
        kind = Path(name).suffix
        if kind == ".css":
            content = _REFERENCE.sub(lambda found: f'url("{self.address(found[1])}")', content.decode()).encode()
        hashed = f"{Path(name).stem}.{sha256(content).hexdigest()[:12]}{kind}"
        mimetype = _TYPES.get(kind) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        squeezed = gzip.compress(content, 9, mtime=0) if kind in _SQUEEZED else None
        self._names[name] = hashed
        self._assets[hashed] = Asset(hashed, mimetype, content, squeezed)


def asset_routes(assets: Assets) -> Blueprint:
    """``<prefix>/<hashed name>``."""
    routes = Blueprint("static", __name__)

    @routes.get(f"{assets.prefix}/<name>")
    @public("style sheet, fonts and pictures of the pages")
    @any_accept
    def static_file(name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            raise NotFound
        return asset.answer()

    return routes
