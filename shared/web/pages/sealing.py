"""Keys of a web front: what a session holds is sealed, what must be found without being read is indexed."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
PURPOSES = ("seal", "index", "forms")


class Sealer:
    """Seals JSON (AES-256-GCM), derives search keys and form secrets (HMAC-SHA-256), each with a key of its own."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._cipher = AESGCM(keys["seal"])
        self._index = keys["index"]
        self._forms = keys["forms"]

    @classmethod
    def open(cls, path: Path) -> Sealer:
        """The keys in a file, made at the first start (mode 0600). Whoever comes second reads those of the first."""
        if not path.exists():
            _make(path)
        content = json.loads(path.read_text())
        return cls({name: _decoded(content[name]) for name in PURPOSES})

    def seal(self, value: Any, *, bound_to: str) -> str:
        """A JSON value that only :meth:`unseal` with the same ``bound_to`` can read."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, json.dumps(value).encode(), bound_to.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, sealed: str, *, bound_to: str) -> Any:
        """The value; None if it was sealed by another key, for another place, or changed."""
        try:
            raw = urlsafe_b64decode(sealed.encode())
            return json.loads(self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()))
        except (InvalidTag, ValueError):
            return None

    def index(self, text: str) -> str:
        """A search key for a number too short to be hashed without a secret; 64 hex digits."""
        return hmac.new(self._index, text.encode(), sha256).hexdigest()

    def form_secret(self, cookie: str) -> bytes:
        """The secret behind the form tokens of whoever holds this cookie; 32 bytes."""
        return hmac.new(self._forms, cookie.encode(), sha256).digest()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {name: urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode() for name in PURPOSES}
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(keys, file)
    try:
        os.link(fresh, path)  # atomic, and never over keys that are there
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.encode())
