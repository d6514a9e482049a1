"""What a dry run can tell of a record: the contract's own examples are sound, and each way to break one is seen."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from services.commands.bulk.checks import SCHEMAS, form_faults
from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.bulk.texts import told
from shared import contracts

OPERATIONS = {
    Kind.HOLDERS: "import_holders",
    Kind.EXAMS: "import_exams",
    Kind.LICENCES: "import_licences",
    Kind.CASES: "push_many_cases",
}


def example(kind: Kind) -> Any:
    """The contract's example of a record."""
    service = SCHEMAS[kind][0]
    _method, _path, operation = contracts.operation(service, OPERATIONS[kind])
    return copy.deepcopy(operation["requestBody"]["content"]["application/json"]["example"]["records"][0])


@pytest.mark.parametrize("kind", Kind)
def test_the_contracts_examples_are_sound(kind: Kind) -> None:
    assert form_faults(kind, example(kind)) == []


@pytest.mark.parametrize(
    ("kind", "path", "value", "code"),
    [
        (Kind.HOLDERS, "citizen_id", "123", "wrong-form"),
        (Kind.HOLDERS, "sex", "nam", "not-one-of"),
        (Kind.HOLDERS, "full_name", 7, "wrong-type"),
        (Kind.HOLDERS, "full_name", None, "null-not-allowed"),
        (Kind.HOLDERS, "full_name", "x" * 200, "too-long"),
        (Kind.HOLDERS, "full_name", "a\nb", "wrong-form"),
        (Kind.HOLDERS, "eyes", "brown", "unknown-field"),
        (Kind.HOLDERS, "date_of_birth", "28/02/1990", "wrong-form"),
        (Kind.EXAMS, "parts/0/score", -1, "too-small"),
        (Kind.EXAMS, "parts/0/score", True, "wrong-type"),
        (Kind.EXAMS, "parts/0/passed", 1, "wrong-type"),
        (Kind.LICENCES, "parts", [], "wrong-length"),
        (Kind.LICENCES, "card/status", "alive", "not-one-of"),
        (Kind.CASES, "fine/amount_vnd", 10**12, "too-great"),
        (Kind.CASES, "fine", [], "wrong-type"),
        (Kind.CASES, "fine", None, None),
    ],
)
def test_each_way_to_break_a_record_is_seen(kind: Kind, path: str, value: object, code: str | None) -> None:
    record = node = example(kind)
    *before, last = path.split("/")
    for step in before:
        node = node[int(step)] if step.isdigit() else node[step]
    node[last] = value
    found = form_faults(kind, record)
    assert [(fault.pointer, fault.code) for fault in found] == ([] if code is None else [(f"/{path}", code)])
    assert all(told(fault, language)["detail"] for fault in found for language in ("vi", "en"))


@pytest.mark.parametrize("kind", Kind)
def test_what_a_layout_calls_required_is_what_the_contract_requires(kind: Kind) -> None:
    layout = LAYOUTS[kind]
    faults = {fault.pointer.removeprefix("/") for fault in form_faults(kind, {})}
    columns = {column.heading.split(".")[0] for column in layout.columns if column.required and not column.parent}
    assert faults == columns | {name.split(".")[0] for name in layout.objects | layout.lists}


def test_what_is_no_object_is_no_record() -> None:
    assert [fault.code for fault in form_faults(Kind.CASES, [1])] == ["wrong-type"]
