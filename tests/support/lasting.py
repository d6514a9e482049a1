"""Access tokens that outlast a moved clock: the real ones, with a later end, signed by the world's own issuer."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

YEARS = timedelta(days=800)


def lasting(var: Path, token: str) -> str:
    """The same token, good for two years: a test of months need not log in again after each step."""
    header, claims, _ = token.split(".")
    key = next(key for key in json.loads((var / "keys/access-signing.json").read_text())["keys"] if "d" in key)
    known = _read(header)
    later = _read(claims)
    later["exp"] += int(YEARS.total_seconds())
    signing = {name: key[name] for name in ("kty", "crv", "x", "y", "d", "kid")}
    return jwt.encode(known | {"kid": key["kid"]}, later, ECKey.import_key(signing), algorithms=["ES256"])


def _read(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
