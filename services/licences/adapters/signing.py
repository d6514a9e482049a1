"""The key that signs e-licences: a private JWK (or a JWK set whose first key signs) in a file of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import orjson
from joserfc import jws
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
TYPE = "gplx-licence+jws"


def ensure_key(path: Path) -> None:
    """Make the key file, readable by its owner only, unless it is there; two processes never both make one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    key = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"keys": [key.as_dict(private=True)]}, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was quicker: its key is the key
    finally:
        draft.unlink()


class KeyFileSigner:
    """Signs with the first key of the file and publishes the public halves of all of them."""

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text())
        keys = [ECKey.import_key(entry) for entry in content.get("keys", [content])]
        if not keys or not keys[0].is_private:
            raise ValueError(f"{path} holds no private signing key")
        for key in keys:
            key.ensure_kid()
        self._key = keys[0]
        self._public = {"keys": [key.as_dict(private=False) | {"use": "sig", "alg": ALGORITHM} for key in keys]}

    @property
    def key_id(self) -> str:
        """Which key signs."""
        return str(self._key.kid)

    def sign(self, claims: Mapping[str, object]) -> str:
        """A compact JWS (RFC 7515) over the claims."""
        header = {"alg": ALGORITHM, "kid": self.key_id, "typ": TYPE}
        return jws.serialize_compact(header, orjson.dumps(claims, option=orjson.OPT_SORT_KEYS), self._key)

    def public_keys(self) -> dict[str, object]:
        """The JWK set (RFC 7517) with which anybody can verify an e-licence."""
        return dict(self._public)
