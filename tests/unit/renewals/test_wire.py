"""The gateway's signed word, the agency's seal, blobs, and values as documents."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from services.renewals.adapters.blobs import DiskBlobs
from services.renewals.adapters.documents import from_document, to_document
from services.renewals.adapters.gateway import GatewayKeys, HttpGateway
from services.renewals.adapters.seal import FileSeal
from services.renewals.domain.dossier import Filing, PauseCause, Spell
from services.renewals.domain.findings import Finding, FindingOutcome, LegalRef
from shared.http.client import ServiceClient
from shared.http.session import new_session
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Unauthenticated, Unavailable
from shared.kernel.words import Words
from tests.support.renewals import a_filing

ISSUER = "http://127.0.0.1:8000/sandbox/gateway"
CLAIMS = {
    "iss": ISSUER,
    "aud": "renewals",
    "event_id": "e1",
    "type": "payment.paid",
    "order_id": "019ab0a0-5c00-7000-8000-000000000301",
    "amount_vnd": 115000,
    "at": "2026-11-22T02:00:00Z",
}


def signed(claims: Any, key: Any, alg: str = "ES256", kid: str | None = "g1") -> bytes:
    header = {"alg": alg} | ({"kid": kid} if kid else {})
    return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=[alg]).encode()


@pytest.fixture
def key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "g1"}, auto_kid=False)


@pytest.fixture
def gateway(key: ECKey, clock: MovableClock) -> HttpGateway:
    keys = GatewayKeys(lambda: {"keys": [key.as_dict(private=False)]}, clock)
    client = ServiceClient("gateway", "http://gateway.test", new_session())
    return HttpGateway(client, keys, notify_url="http://gplx.test/n", issuer=ISSUER)


def test_a_notice_of_the_gateway_is_read(gateway: HttpGateway, key: ECKey) -> None:
    notice = gateway.read_notice(signed(CLAIMS, key))
    assert (notice.event_id, notice.amount_vnd) == ("e1", 115000)
    assert notice.at == datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://elsewhere"},
        {"aud": "others"},
        {"event_id": None},
        {"event_id": "x" * 65},
        {"order_id": 5},
        {"amount_vnd": "much"},
        {"at": "yesterday"},
    ],
)
def test_a_notice_that_says_something_odd_is_refused(gateway: HttpGateway, key: ECKey, wrong: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        gateway.read_notice(signed(CLAIMS | wrong, key))


def test_a_notice_that_proves_nothing_is_refused(gateway: HttpGateway, key: ECKey) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "g1"}, auto_kid=False)
    secret = OctKey.import_key(b"0123456789abcdef0123456789abcdef")
    good = signed(CLAIMS, key)
    for forged in (
        signed(CLAIMS, stranger),
        signed(CLAIMS, key, kid="g2"),
        signed(CLAIMS, key, kid=None),
        signed(CLAIMS, secret, alg="HS256"),
        good[:-4] + b"AAAA",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"not a token",
        b"\xff\xfe",
        b"",
        b"x" * 5000,
        signed([1, 2], key),
    ):
        with pytest.raises(Unauthenticated):
            gateway.read_notice(forged)


def test_a_gateway_whose_keys_cannot_be_had_is_asked_again_later(clock: MovableClock, key: ECKey) -> None:
    keys = GatewayKeys(lambda: {"keys": []}, clock)
    with pytest.raises(Unavailable):
        keys.verified(signed(CLAIMS, key))


def test_the_seal_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "seal.json"
    seal = FileSeal.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = FileSeal.open(path)
    assert again.public_keys() == seal.public_keys()
    (public,) = seal.public_keys()["keys"]  # type: ignore[misc,union-attr]
    assert "d" not in public
    found = jws.deserialize_compact(seal.sign({"outcome": "approve"}), ECKey.import_key(public), algorithms=["ES256"])
    assert json.loads(found.payload) == {"outcome": "approve"}
    assert found.headers()["kid"] == public["kid"]


def test_a_blob_is_kept_once_under_its_digest(tmp_path: Path) -> None:
    blobs = DiskBlobs(tmp_path)
    digest = blobs.keep(b"paper")
    assert digest == blobs.keep(b"paper") == sha256(b"paper").hexdigest()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [b"paper"]


def test_values_survive_the_way_through_json() -> None:
    finding = Finding(
        "identity",
        FindingOutcome.PASS,
        None,
        (LegalRef("Luật 36/2024/QH15", "Điều 62"),),
        Words("Khớp.", "It matches."),
        {"on": "2026-11-22", "n": 1, "list": [1, None]},
    )
    spell = Spell(PauseCause.SOURCE, datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
    filing = a_filing(class_choice={"B2": "C1"}, occurred_on=date(2026, 11, 20))
    for kind, value in ((Finding, finding), (Spell, spell), (Filing, filing)):
        document = json.loads(json.dumps(to_document(value)))
        assert from_document(kind, document) == value
    assert from_document(tuple[Finding, ...], to_document((finding,))) == (finding,)
