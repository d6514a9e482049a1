"""The agency's signing key (chữ ký số của cơ quan): an ES256 key in a file of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import orjson
from joserfc import jws
from joserfc.jwk import ECKey

from services.renewals.domain.findings import Json


class FileSeal:
    def __init__(self, key: ECKey) -> None:
        self._key = key
        self._kid = str(key.kid or key.thumbprint())

    @classmethod
    def open(cls, path: Path) -> FileSeal:
        """The key in ``path``; made there, readable by the owner only, if there is none yet."""
        if not path.exists():
            _create(path)
        return cls(ECKey.import_key(orjson.loads(path.read_bytes())))

    def sign(self, claims: Mapping[str, Json]) -> str:
        header = {"alg": "ES256", "kid": self._kid, "typ": "decision+jws"}
        payload = orjson.dumps(dict(claims), option=orjson.OPT_SORT_KEYS)
        return str(jws.serialize_compact(header, payload, self._key, algorithms=["ES256"]))

    def public_keys(self) -> Mapping[str, Json]:
        known = self._key.as_dict(private=False)
        public: dict[str, Json] = {name: str(known[name]) for name in ("kty", "crv", "x", "y")}
        return {"keys": [public | {"kid": self._kid, "use": "sig", "alg": "ES256"}]}


def _create(path: Path) -> None:
    """Write a fresh key aside and link it into place: of two processes that start at once, one key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = ECKey.generate_key("P-256")
    content = orjson.dumps(dict(key.as_dict(private=True)) | {"kid": key.thumbprint()})
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()
