"""The papers of a dossier, as the citizen downloads them from the whole suite."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from shared.documents.sealing import AUTHORITY
from tests.support.papers import verified_by_openssl
from tests.support.people import RENEWALS, TestCitizen
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def test_papers_can_be_had_at_once_and_hold_for_a_foreign_tool(suite: RunningSuite, tmp_path: Path) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    assert application["papers"] == []
    citizen.gets_to_review(application)
    links = citizen.application(application["id"])["papers"]
    assert {link["kind"] for link in links} == {"acknowledgement", "receipt"}
    authority = Path(suite.environment["GPLX_RENEWALS_PAPER_SEAL_DIR"]) / AUTHORITY
    for link in links:
        answer = suite.outside.send("GET", link["href"], headers={"Authorization": f"Bearer {citizen.token}"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["ETag"].strip('"') == sha256(answer.content).hexdigest()
        assert answer.content.startswith(b"%PDF-")
        assert verified_by_openssl(answer.content, authority, tmp_path)
        changed = answer.content[:-1] + b" "
        assert not verified_by_openssl(changed, authority, tmp_path)
        assert citizen.entry["citizen_id"].encode() not in answer.content


def test_a_free_dossier_has_no_receipt(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "zero-fee")
    application = citizen.files()
    suite.settle()
    assert [link["kind"] for link in citizen.application(application["id"])["papers"]] == ["acknowledgement"]
    path = f"{RENEWALS}/applications/{application['id']}/papers/receipt"
    answer = suite.outside.send("GET", path, headers={"Authorization": f"Bearer {citizen.token}"})
    assert (answer.status_code, answer.json()["code"]) == (404, "paper-not-ready")
