"""The headings of CSV files, one layout per kind of record; the one place that says how a column becomes a member.

A heading is the JSON pointer of its member with dots for slashes: ``address.province`` fills ``/address/province``,
``parts.0.classes`` fills ``/parts/0/classes``. One row is one whole record: lists of objects have numbered headings,
lists of words are one cell with ``;`` between the words. docs/data-files.md shows it with examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a file holds: holders (người lái xe), exams (kỳ sát hạch), licences (giấy phép), cases (vụ việc vi phạm)."""

    HOLDERS = "holders"
    EXAMS = "exams"
    LICENCES = "licences"
    CASES = "cases"


class Cell(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    DAY = "day"
    """``2026-11-22`` or ``22/11/2026``."""
    INSTANT = "instant"
    """RFC 3339, or ``22/11/2026 08:30`` (``:00``) on the clocks of Vietnam."""
    WHOLE = "whole"
    """``19000000``, ``19.000.000`` or ``19,000,000``."""
    TRUTH = "truth"
    """``true`` or ``false``, ``có`` or ``không``, ``1`` or ``0``."""
    WORDS = "words"
    """``A1;B``: a list of words."""
    ACTS = "acts"
    """``168/2024:6.9.b;168/2024:6.3.k``: a list of objects that have a ``code`` only."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``heading`` is the default, ``known_as`` what else is recognised without a mapping.

    ``required``: a record (or, below an optional object, that object) cannot do without it. ``null_when_empty``: the
    member must be there and is null when the cell is empty; other empty cells leave the member out.
    """

    heading: str
    cell: Cell = Cell.TEXT
    required: bool = False
    null_when_empty: bool = False
    known_as: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The member this fills, step by step; digits are places in a list."""
        return tuple(self.heading.split("."))

    @property
    def parent(self) -> str:
        """The heading of the object this is a member of, "" for the record itself."""
        return self.heading.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind, in the order they are written. ``objects`` are those every record has, ``lists`` the
    lists it has even when they are empty.

    ``key`` is the heading of the member a person would look a record up by.
    """

    kind: Kind
    key: str
    columns: tuple[Column, ...]
    objects: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    @property
    def headings(self) -> tuple[str, ...]:
        """The default headings, for a writer of files."""
        return tuple(column.heading for column in self.columns)


def _under(parent: str, *columns: Column) -> Iterator[Column]:
    for column in columns:
        yield Column(
            f"{parent}.{column.heading}", column.cell, column.required, column.null_when_empty, column.known_as
        )


_HOLDERS = (
    Column("citizen_id", required=True, known_as=("Số định danh cá nhân", "Số CCCD", "CCCD", "Số định danh")),
    Column("full_name", required=True, known_as=("Họ và tên", "Họ tên", "Họ, chữ đệm và tên khai sinh")),
    Column("date_of_birth", Cell.DAY, required=True, known_as=("Ngày sinh", "Ngày, tháng, năm sinh")),
    Column("sex", required=True, known_as=("Giới tính",)),
    Column("nationality", required=True, known_as=("Quốc tịch",)),
    Column("address.text", required=True, known_as=("Địa chỉ", "Nơi cư trú", "Nơi thường trú")),
    Column("address.province", known_as=("Mã tỉnh",)),
    Column("address.commune", known_as=("Phường xã", "Xã phường", "Xã")),
    Column("aliases", Cell.WORDS, known_as=("Số CMND", "CMND", "Số giấy tờ cũ")),
    *_under(
        "photo",
        Column("id", required=True),
        Column("sha256", required=True),
        Column("taken_on", Cell.DAY, required=True),
        Column("source", required=True),
        Column("content"),
    ),
)

_EXAMS = (
    Column("citizen_id", required=True, known_as=("Số định danh cá nhân", "Số CCCD", "CCCD", "Số định danh")),
    Column("regime", required=True, known_as=("Chế độ hạng",)),
    Column("class", required=True, known_as=("Hạng", "Hạng GPLX", "Hạng sát hạch")),
    Column("session", required=True, known_as=("Khóa sát hạch", "Kỳ sát hạch", "Mã kỳ sát hạch")),
    Column("centre", required=True, known_as=("Trung tâm sát hạch", "Mã trung tâm")),
    Column("held_on", Cell.DAY, required=True, known_as=("Ngày sát hạch",)),
    Column("result", required=True, known_as=("Kết quả",)),
    *(
        column
        for place in range(4)
        for column in _under(
            f"parts.{place}",
            Column("kind", required=True),
            Column("score", Cell.WHOLE, required=True),
            Column("out_of", Cell.WHOLE, required=True),
            Column("passed", Cell.TRUTH, required=True),
        )
    ),
    Column("pass_decision.number", required=True, known_as=("Số quyết định trúng tuyển",)),
    Column("pass_decision.date", Cell.DAY, required=True, known_as=("Ngày quyết định trúng tuyển",)),
)

_LICENCES = (
    Column("number", required=True, known_as=("Số GPLX", "Số giấy phép lái xe")),
    Column("citizen_id", required=True, known_as=("Số định danh cá nhân", "Số CCCD", "CCCD", "Số định danh")),
    Column("aliases", Cell.WORDS, known_as=("Số CMND", "CMND", "Số giấy tờ cũ")),
    *(
        column
        for place in range(2)
        for column in _under(
            f"parts.{place}",
            Column("kind", required=True),
            Column("regime", required=True),
            Column("classes", Cell.WORDS, required=True),
            Column("conditions", Cell.WORDS),
            Column("first_issued_on", Cell.DAY, required=True),
            Column("issued_on", Cell.DAY, required=True),
            Column("expires_on", Cell.DAY, required=True, null_when_empty=True),
            Column("exam.citizen_id"),
            Column("exam.regime"),
            Column("exam.class"),
            Column("exam.session", required=True),
            Column("exam.passed_on", Cell.DAY, required=True),
            Column("exam.decision.number", required=True),
            Column("exam.decision.date", Cell.DAY, required=True),
        )
    ),
    Column("card.serial", required=True, known_as=("Số seri", "Số sê ri", "Seri phôi GPLX")),
    Column("card.status", required=True, known_as=("Trạng thái", "Trạng thái GPLX")),
    Column("card.issued_on", Cell.DAY, required=True, known_as=("Ngày cấp",)),
    Column("card.issued_by", required=True, known_as=("Nơi cấp", "Cơ quan cấp")),
    Column("card.blank", known_as=("Số phôi",)),
)

_CASES = (
    Column("source", required=True, known_as=("Mã cơ quan", "Đơn vị lập")),
    Column("case_number", required=True, known_as=("Số biên bản", "Số BB")),
    Column("version", Cell.WHOLE, required=True, known_as=("Phiên bản",)),
    Column("occurred_at", Cell.INSTANT, required=True, known_as=("Thời điểm vi phạm", "Thời gian vi phạm")),
    Column("place.province", required=True, known_as=("Mã tỉnh",)),
    Column("place.text", required=True, known_as=("Địa điểm", "Nơi vi phạm")),
    Column("subject.role", required=True, known_as=("Vai trò",)),
    Column("subject.citizen_id", known_as=("Số định danh cá nhân", "Số CCCD", "CCCD", "Số định danh")),
    Column("subject.licence_number", known_as=("Số GPLX", "Số giấy phép lái xe")),
    Column("subject.full_name", known_as=("Họ và tên", "Họ tên", "Người vi phạm")),
    Column("vehicle.plate", known_as=("Biển số", "Biển kiểm soát")),
    Column("vehicle.group", required=True, known_as=("Nhóm phương tiện",)),
    Column("acts", Cell.ACTS, required=True, known_as=("Hành vi", "Mã hành vi")),
    Column("decision.number", required=True, known_as=("Số quyết định", "Số QĐ")),
    Column("decision.decided_on", Cell.DAY, required=True, known_as=("Ngày quyết định", "Ngày QĐ")),
    Column("decision.effective_on", Cell.DAY, required=True, known_as=("Ngày hiệu lực",)),
    Column("fine.amount_vnd", Cell.WHOLE, required=True, known_as=("Số tiền phạt", "Tiền phạt")),
    Column("fine.paid_on", Cell.DAY, known_as=("Ngày nộp phạt",)),
    Column("suspension.months", Cell.WHOLE, required=True, known_as=("Số tháng tước",)),
    Column("suspension.part", required=True),
    Column("suspension.starts_on", Cell.DAY, known_as=("Tước từ ngày",)),
    Column("suspension.ends_on", Cell.DAY, known_as=("Tước đến ngày",)),
    Column("points.deducted", Cell.WHOLE, required=True, known_as=("Điểm trừ", "Số điểm trừ")),
    Column("points.part", required=True),
    *(
        column
        for place in range(3)
        for column in _under(
            f"held_items.{place}",
            Column("kind", required=True),
            Column("form", required=True),
            Column("place", required=True),
            Column("from", Cell.DAY, required=True),
            Column("returned_on", Cell.DAY),
        )
    ),
    Column("status", required=True, known_as=("Trạng thái",)),
)

LAYOUTS = {
    Kind.HOLDERS: Layout(Kind.HOLDERS, "citizen_id", _HOLDERS, frozenset({"address"})),
    Kind.EXAMS: Layout(Kind.EXAMS, "citizen_id", _EXAMS, lists=frozenset({"parts"})),
    Kind.LICENCES: Layout(Kind.LICENCES, "number", _LICENCES, frozenset({"parts.0", "card"})),
    Kind.CASES: Layout(Kind.CASES, "case_number", _CASES, frozenset({"place", "subject", "vehicle"})),
}
"""Every kind with its layout: ``LAYOUTS[Kind.HOLDERS].headings`` is the first line of a file of holders."""

WORDS_FOR_VALUES = {
    "sex": {"Nam": "male", "Nữ": "female"},
    "nationality": {"Việt Nam": "VNM"},
    "result": {"Đạt": "passed", "Không đạt": "failed", "Vắng": "absent"},
}
"""Words of Vietnamese files that are understood without a mapping, by heading."""
