"""A sealed paper holds for a foreign tool, and any changed byte is seen by it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
import typst

from shared.documents.sealing import AUTHORITY, KEY, PdfSeal, ensure_seal
from shared.documents.typesetting import typeset
from tests.support.papers import verified_by_openssl

NOW = datetime.now(UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Libertinus Serif", lang: "vi")
= #data.title
#data.text
"""


@pytest.fixture
def paper(tmp_path: Path) -> bytes:
    template = tmp_path / "paper.typ"
    template.write_text(TEMPLATE)
    return typeset(template, {"title": "Giấy tiếp nhận", "text": "Ế Ộ Ữ ẵ ệ: đường Nguyễn Văn Thử"}, made_at=NOW)


@pytest.fixture
def seal(tmp_path: Path) -> PdfSeal:
    return ensure_seal(tmp_path / "seal", owner="Cục Thử Nghiệm", now=NOW)


def test_openssl_accepts_a_sealed_paper(paper: bytes, seal: PdfSeal, tmp_path: Path) -> None:
    sealed = seal.seal(paper, reason="Tiếp nhận hồ sơ")
    assert verified_by_openssl(sealed, seal.folder / AUTHORITY, tmp_path)


def test_openssl_refuses_a_changed_byte(paper: bytes, seal: PdfSeal, tmp_path: Path) -> None:
    sealed = bytearray(seal.seal(paper, reason="Tiếp nhận hồ sơ"))
    sealed[len(paper) // 2] ^= 1
    assert not verified_by_openssl(bytes(sealed), seal.folder / AUTHORITY, tmp_path)


def test_openssl_refuses_another_authority(paper: bytes, seal: PdfSeal, tmp_path: Path) -> None:
    other = ensure_seal(tmp_path / "other", owner="Cục Khác", now=NOW)
    sealed = seal.seal(paper, reason="Tiếp nhận hồ sơ")
    assert not verified_by_openssl(sealed, other.folder / AUTHORITY, tmp_path)


def test_the_same_input_gives_the_same_paper(paper: bytes, tmp_path: Path) -> None:
    template = tmp_path / "paper.typ"
    data = {"title": "Giấy tiếp nhận", "text": "Ế Ộ Ữ ẵ ệ: đường Nguyễn Văn Thử"}
    assert typeset(template, data, made_at=NOW) == paper
    assert b"pdfaid" in paper
    assert b"pdfuaid" in paper


def test_a_template_short_of_data_is_a_fault_of_ours(paper: bytes, tmp_path: Path) -> None:
    assert paper
    with pytest.raises(typst.TypstError, match="title"):
        typeset(tmp_path / "paper.typ", {}, made_at=NOW)


def test_keys_are_for_their_owner_and_kept(seal: PdfSeal) -> None:
    before = (seal.folder / KEY).read_bytes()
    assert (seal.folder / KEY).stat().st_mode & 0o777 == 0o600
    assert seal.folder.stat().st_mode & 0o777 == 0o700
    assert ensure_seal(seal.folder, owner="Cục Thử Nghiệm", now=NOW).folder == seal.folder
    assert (seal.folder / KEY).read_bytes() == before


def test_of_two_that_make_the_seal_one_stays(tmp_path: Path) -> None:
    start, made = Barrier(4), []

    def make() -> None:
        start.wait()
        made.append(ensure_seal(tmp_path / "seal", owner="Cục Thử Nghiệm", now=NOW).authority())

    threads = [Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["seal"]


def test_a_folder_without_a_usable_seal_says_so(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises((OSError, ValueError)):
        PdfSeal(tmp_path / "empty").seal(paper, reason="x")
