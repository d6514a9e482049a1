"""The stand-ins' signing keys, made at the first start and kept; and passwords."""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import scrypt
from hmac import compare_digest
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

from services.sandbox.domain.behaviour import Part

FILE = "sandbox.json"
SIGNING_PARTS = (Part.SSO, Part.OFFICER_IDP, Part.GATEWAY)
SCRYPT_COST = 2**10
"""Low, because these passwords are 64 random bits that nobody guesses; people's own would need 2**17."""


class SigningKeys:
    """One P-256 key for each part that signs."""

    def __init__(self, keys: Mapping[Part, ECKey]) -> None:
        self._keys = dict(keys)

    @classmethod
    def load(cls, folder: Path) -> SigningKeys:
        """Read the key file, making it first if there is none. Two processes may start at once: one file wins."""
        path = folder / FILE
        if not path.exists():
            _make(path)
        stored = json.loads(path.read_text())
        return cls({part: ECKey.import_key(stored[part.value]) for part in SIGNING_PARTS})

    def jwks(self, part: Part) -> dict[str, Any]:
        """The public half, as a JWK set (RFC 7517)."""
        key = self._keys[part]
        return {"keys": [key.as_dict(private=False) | {"use": "sig", "alg": "ES256"}]}

    def sign(self, part: Part, claims: Mapping[str, object], *, type: str = "JWT") -> str:
        """A compact JWS, ES256."""
        key = self._keys[part]
        header = {"alg": "ES256", "kid": key.kid, "typ": type}
        payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
        return jws.serialize_compact(header, payload, key, algorithms=["ES256"])


class ScryptPasswords:
    """Passwords kept as ``salt$hash`` (scrypt, RFC 7914)."""

    def fits(self, password: str, kept: str) -> bool:
        salt, _, digest = kept.partition("$")
        return compare_digest(_scrypt(password, b64decode(salt)), b64decode(digest))


def kept_form(password: str) -> str:
    """What to keep of a password."""
    salt = secrets.token_bytes(16)
    return f"{b64encode(salt).decode()}${b64encode(_scrypt(password, salt)).decode()}"


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _make(path: Path) -> None:
    keys = {}
    for part in SIGNING_PARTS:
        key = ECKey.generate_key("P-256", private=True)
        keys[part.value] = key.as_dict(private=True) | {"kid": key.thumbprint()}
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    write_private(fresh, json.dumps(keys))
    try:
        os.link(fresh, path)  # unlike a rename, this never replaces the keys of whoever was quicker
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _scrypt(password: str, salt: bytes) -> bytes:
    return scrypt(password.encode(), salt=salt, n=SCRYPT_COST, r=8, p=1, dklen=32)
