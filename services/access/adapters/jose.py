"""Signed and sealed texts: ES256 and nothing else for signatures, A256GCM under our own key for seals."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwe, jws, jwt
from joserfc.jwk import ECKey

from services.access.adapters.keyfile import KeyFile
from services.access.domain.parties import ClientKey
from services.access.domain.proofs import Claims

ALGORITHM = "ES256"
SEALED = ("dir", "A256GCM")
LONGEST = 16_384


def unproven(token: str) -> tuple[Mapping[str, Any], Claims] | None:
    """Header and claims of a compact JWS before anything is proven; None unless it is one we could ever accept."""
    if len(token) > LONGEST or token.count(".") != 2:
        return None
    try:
        header, claims = (_object(part) for part in token.split(".")[:2])
    except (ValueError, RecursionError):
        return None
    if header is None or claims is None or header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        return None
    return header, claims


def proven(token: str, key: ECKey) -> bool:
    """Whether the key made the signature."""
    try:
        jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
    except Exception:  # noqa: BLE001  # whatever the library makes of a hostile text: it is not proven
        return False
    return True


class JoseSignatures:
    """See :class:`services.access.application.ports.Signatures`."""

    def claimed_client(self, assertion: str) -> str | None:
        read = unproven(assertion)
        subject = None if read is None else read[1].get("sub")
        return subject if isinstance(subject, str) else None

    def claims(self, assertion: str, keys: Sequence[ClientKey]) -> Claims | None:
        read = unproven(assertion)
        if read is None:
            return None
        header, claims = read
        named = [key for key in keys if "kid" not in header or header["kid"] == key.kid]
        for key in named:
            if proven(assertion, ECKey.import_key({name: key.jwk[name] for name in ("kty", "crv", "x", "y")})):
                return claims
        return None

    def thumbprint(self, jwk: Mapping[str, object]) -> str | None:
        try:
            key = ECKey.import_key({name: str(jwk[name]) for name in ("kty", "crv", "x", "y")})
            _ = key.public_key  # fails for coordinates that are no point of the curve
            return key.thumbprint()
        except Exception:  # noqa: BLE001  # whatever the library makes of hostile members: it is no key
            return None


class JoseMinter:
    """See :class:`services.access.application.ports.Minter`."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def sign(self, claims: Mapping[str, object]) -> str:
        key = self._keys.signing
        header = {"alg": ALGORITHM, "kid": key.kid, "typ": "at+jwt"}  # RFC 9068 §2.1
        return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])

    def seal(self, content: Mapping[str, object]) -> str:
        key = self._keys.sealing
        header = {"alg": "dir", "enc": "A256GCM", "kid": key.kid}
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return jwe.encrypt_compact(header, plain, key, algorithms=SEALED)

    def unseal(self, sealed: str) -> Mapping[str, object] | None:
        if len(sealed) > LONGEST or sealed.count(".") != 4:
            return None
        try:
            header = _object(sealed.split(".", 1)[0])
            key = self._keys.unsealing(str((header or {}).get("kid")))
            if key is None:
                return None
            plain = jwe.decrypt_compact(sealed, key, algorithms=SEALED).plaintext
            content: Mapping[str, object] = json.loads(plain or b"")
        except Exception:  # noqa: BLE001  # whatever the library makes of a hostile text: we did not seal it
            return None
        return content


def _object(part: str) -> dict[str, Any] | None:
    """The JSON object in one part of a compact token. Raises ValueError or RecursionError for anything unreadable."""
    value = json.loads(urlsafe_b64decode((part + "=" * (-len(part) % 4)).encode("ascii")))
    return value if isinstance(value, dict) else None
