"""Every Vietnamese letter in every encoding, both ways, and files told apart by what their words make."""

from __future__ import annotations

import unicodedata

import pytest

from services.commands.bulk.detection import NotTextError, detect, stranger, vietnamese_score
from services.commands.bulk.encodings import (
    TABLES,
    TONES,
    VOWELS,
    Encoding,
    UndecodableError,
    capitals_restored,
    decode,
)
from tests.unit.commands.bulk.writing import encoded

LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = [letter for letter in [*LOWER, *(letter.upper() for letter in LOWER)] if not letter.isascii()]
NAMES = "Nguyễn Văn Thử, Trần Thị Quyết, Lê Hữu Phước, Đặng Thuỳ Giả, Phường Thử Nghiệm, quận Hoàn Kiếm, Đắk Lắk, Huế"


def test_there_are_134_letters_beyond_ascii() -> None:
    assert len(set(LETTERS)) == 134


WAYS = [(encoding, "NFC") for encoding in Encoding] + [(e, "NFD") for e in Encoding if e not in TABLES]


@pytest.mark.parametrize(("encoding", "form"), WAYS)
def test_every_letter_comes_back(encoding: Encoding, form: str) -> None:
    for letter in LETTERS:
        assert decode(encoded(unicodedata.normalize(form, letter), encoding), encoding) == letter
        word = f"x{letter}n"
        assert decode(encoded(word, encoding), encoding) == word


@pytest.mark.parametrize("encoding", list(TABLES))
def test_no_two_letters_are_written_alike(encoding: Encoding) -> None:
    written = [TABLES[encoding][letter] for letter in LETTERS]
    assert len(set(written)) == len(written)


@pytest.mark.parametrize(
    ("encoding", "written", "read"),
    [
        (Encoding.TCVN3, "Bé Giao th«ng vËn t¶i", "Bộ Giao thông vận tải"),
        (Encoding.TCVN3, "§µ N½ng", "Đà Nẵng"),
        (Encoding.VNI, "Boä Giao thoâng vaän taûi", "Bộ Giao thông vận tải"),
        (Encoding.VNI, "Ñaø Naüng, Phöôøng Thöû", "Đà Nẵng, Phường Thử"),
        (Encoding.VNI, "NGUYEÃN THÒ HUEä", "NGUYỄN THỊ HUệ".replace("ệ", "Ệ")),
    ],
)
def test_what_old_programs_wrote_is_read(encoding: Encoding, written: str, read: str) -> None:
    assert decode(written.encode("latin-1"), encoding) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("NGUYễN VăN THử", "NGUYỄN VĂN THỬ"), ("Lê Vũ Hà", "Lê Vũ Hà"), ("Nguyễn ánh", "Nguyễn Ánh"), ("ABC", "ABC")],
)
def test_capitals_the_abc_fonts_lack_are_restored_in_names(written: str, read: str) -> None:
    assert capitals_restored(written, name=True) == read


def test_addresses_keep_their_small_letters() -> None:
    assert capitals_restored("12 đường Thử, ấp Giả") == "12 đường Thử, ấp Giả"


@pytest.mark.parametrize("encoding", [Encoding.UTF_8, Encoding.TCVN3, Encoding.VNI])
def test_an_encoding_is_found_by_its_words(encoding: Encoding) -> None:
    lines = [encoded(name, encoding) for name in NAMES.split(", ")]
    assert detect(b"a,b\n", lines).encoding is encoding
    assert all(detect(line, [line]).encoding is encoding for line in lines), "one line is enough"


@pytest.mark.parametrize(
    ("head", "encoding", "start"),
    [
        (b"\xef\xbb\xbfa", Encoding.UTF_8, 3),
        (b"\xff\xfea\0", Encoding.UTF_16_LE, 2),
        (b"\xfe\xff\0a", Encoding.UTF_16_BE, 2),
        ("số;tên\r\n".encode("utf-16-le"), Encoding.UTF_16_LE, 0),
        ("số;tên\r\n".encode("utf-16-be"), Encoding.UTF_16_BE, 0),
    ],
)
def test_wide_letters_and_marks_of_byte_order_are_seen(head: bytes, encoding: Encoding, start: int) -> None:
    found = detect(head, [])
    assert (found.encoding, found.start) == (encoding, start)


@pytest.mark.parametrize(
    "head",
    [b"PK\x03\x04rest", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"SQLite format 3\0", b"\x01\0\0\0\0\x02"],
)
def test_what_is_no_text_is_called_by_its_name(head: bytes) -> None:
    with pytest.raises(NotTextError) as refused:
        detect(head, [])
    assert refused.value.certain


def test_bytes_that_make_no_words_are_no_text() -> None:
    with pytest.raises(NotTextError) as refused:
        detect(b"a", [bytes(range(0x80, 0xFF))])
    assert not refused.value.certain


@pytest.mark.parametrize("home", [Encoding.UTF_8, Encoding.TCVN3, Encoding.VNI])
@pytest.mark.parametrize("foreign", [Encoding.UTF_8, Encoding.TCVN3, Encoding.VNI])
def test_a_line_of_another_encoding_is_seen(home: Encoding, foreign: Encoding) -> None:
    for name in NAMES.split(", "):
        found = stranger(encoded("12345," + name, foreign), home)
        if home is foreign:
            assert found is None
        else:
            assert found is not None, name
            other, column = found
            assert other is foreign
            assert column > 6


def test_half_a_letter_says_where() -> None:
    with pytest.raises(UndecodableError) as refused:
        decode("số".encode()[:-1], Encoding.UTF_8)
    assert refused.value.column == 2


def test_what_is_no_vietnamese_counts_against_an_encoding() -> None:
    assert vietnamese_score("Nguyễn Quyết Huỳnh") == 3
    assert vietnamese_score("Nguyêùãn Qùyêét") < 0
