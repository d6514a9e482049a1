"""The issuer's public keys, fetched and kept: a token is verified without asking anybody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, Unavailable
from shared.observability.logging import get_logger

REFRESH_AFTER = timedelta(minutes=5)
UNKNOWN_KEY_WAIT = timedelta(seconds=10)
FAILURE_WAIT_SECONDS = 1.0
STALE_LIMIT = timedelta(hours=1)
"""How long known keys are trusted while the issuer cannot be asked; a withdrawn key lives that long at most."""

log = get_logger(part="keys")


class KeySource(Protocol):
    """Where verification keys come from."""

    def key(self, kid: str) -> ECKey | None:
        """The key of that id; None if the issuer has none. Raises Unavailable if that cannot be known now."""
        ...


class JwksKeys:
    """Keys of a JWKS (RFC 7517) that ``fetch`` brings; safe to share between threads.

    Refreshed every five minutes and, for a key id not seen before, at once but at most every ten seconds. If the
    issuer does not answer, known keys are used for up to an hour more.
    """

    def __init__(self, fetch: Callable[[], Mapping[str, Any]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, ECKey] = {}
        self._fresh_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._failed_at: float | None = None
        self._lock = threading.Lock()

    def key(self, kid: str) -> ECKey | None:
        """See :class:`KeySource`."""
        now = self._clock.now()
        if self._fresh_at is None or now - self._fresh_at >= REFRESH_AFTER or kid not in self._keys:
            self._refresh(now, kid)
        if self._fresh_at is None or now - self._fresh_at >= STALE_LIMIT:
            raise Unavailable("dependency-unavailable", service="access")
        return self._keys.get(kid)

    def _refresh(self, now: datetime, kid: str) -> None:
        # Whoever has a usable key need not wait for the one thread that fetches.
        if not self._lock.acquire(blocking=kid not in self._keys):
            return
        try:
            if self._too_soon(now):
                return
            self._tried_at, self._failed_at = now, time.monotonic()
            self._keys = read_jwks(self._fetch())
            self._fresh_at, self._failed_at = now, None
        except (DomainError, OSError, ValueError, JoseError) as error:  # requests' errors are OSErrors
            log.warning("keys-not-fetched", error=type(error).__name__)
        finally:
            self._lock.release()

    def _too_soon(self, now: datetime) -> bool:
        if self._failed_at is not None:
            return time.monotonic() - self._failed_at < FAILURE_WAIT_SECONDS
        return self._tried_at is not None and abs(now - self._tried_at) < UNKNOWN_KEY_WAIT


class FixedKeys:
    """Keys known beforehand: tests, and the issuer verifying its own tokens."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = read_jwks(jwks)

    def key(self, kid: str) -> ECKey | None:
        """See :class:`KeySource`."""
        return self._keys.get(kid)


def read_jwks(jwks: Mapping[str, Any]) -> dict[str, ECKey]:
    """The usable keys: EC P-256, with an id, for signatures. Raises ValueError if there is none."""
    keys: dict[str, ECKey] = {}
    for entry in jwks.get("keys", ()):
        if not _usable(entry):
            continue
        keys[entry["kid"]] = ECKey.import_key({name: entry[name] for name in ("kty", "crv", "x", "y", "kid")})
    if not keys:
        raise ValueError("the key set holds no usable key")
    return keys


def _usable(entry: Any) -> bool:
    return (
        isinstance(entry, Mapping)
        and entry.get("kty") == "EC"
        and entry.get("crv") == "P-256"
        and isinstance(entry.get("kid"), str)
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "ES256") == "ES256"
        and all(isinstance(entry.get(name), str) for name in ("x", "y"))
    )
