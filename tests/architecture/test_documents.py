"""What is written for people says what the code does: problems, glossary, decisions."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.web.problems import STATUS_OF
from tests.architecture.problem_codes import Codes, gather, placeholders
from tests.architecture.sources import ROOT, Source, code

PROBLEMS = ROOT / "docs/problems.md"
GLOSSARY = ROOT / "docs/glossary.md"
DECISIONS = ROOT / "docs/adr"
CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@functools.cache
def product_codes() -> Codes:
    """What ``gather`` finds in the product, read once."""
    return gather(code())


def sections(text: str) -> dict[str, str]:
    """The body below each second-level heading."""
    return {
        name.strip(): body for name, body in re.findall(r"^## (.+?)$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    }


def enums(document: object) -> Iterator[str]:
    """Every value of every enum in an OpenAPI document."""
    if isinstance(document, dict):
        values = document.get("enum")
        if isinstance(values, list):
            yield from (value for value in values if isinstance(value, str))
        for part in document.values():
            yield from enums(part)
    elif isinstance(document, list):
        for part in document:
            yield from enums(part)


def unexplained(documents: Iterator[object], glossary: str) -> list[str]:
    """Enum values that the glossary does not show as code."""
    explained = set(re.findall(r"`([^`\n]+)`", glossary))
    return sorted({value for document in documents for value in enums(document)} - explained)


def test_every_problem_code_is_documented() -> None:
    documented = sections(PROBLEMS.read_text(encoding="utf-8"))
    codes = product_codes()
    named = {name: ["in a table of texts"] for name in codes.texts} | codes.used
    missing = [f"{name} {places[0]}" for name, places in sorted(named.items()) if name not in documented]
    assert not missing, "no section in docs/problems.md for:\n" + "\n".join(missing)


def test_every_problem_code_has_words_in_both_languages() -> None:
    codes = product_codes()
    missing = [places[0] for name, places in sorted(codes.used.items()) if not all(codes.texts.get(name, ("",)))]
    assert not missing, "no vi and en sentence for:\n" + "\n".join(missing)


def test_both_languages_say_the_same_things() -> None:
    differ = [name for name, (vi, en) in product_codes().texts.items() if placeholders(vi) != placeholders(en)]
    assert not differ, f"placeholders differ between vi and en: {differ}"


def test_problem_sections_are_complete() -> None:
    found = sections(PROBLEMS.read_text(encoding="utf-8"))
    assert len(found) > 40
    faults = [
        f"{name}: {'not kebab-case' if not CODE.fullmatch(name) else 'needs Status, Meaning and What to do'}"
        for name, body in found.items()
        if not CODE.fullmatch(name) or not all(f"**{part}**" in body for part in ("Status", "Meaning", "What to do"))
    ]
    assert not faults, "\n".join(faults)


def test_problem_sections_tell_the_status_that_is_sent() -> None:
    faults = status_faults(product_codes().families, sections(PROBLEMS.read_text(encoding="utf-8")))
    assert not faults, "\n".join(faults)


def status_faults(families: dict[str, set[str]], documented: dict[str, str]) -> list[str]:
    """Codes whose section names another status than the error that carries them has."""
    statuses = {family.__name__: str(status) for family, status in STATUS_OF.items()} | {"Fault": "as a fault"}
    return [
        f"{name}: carried by {family}, so {statuses[family]!r} belongs into its Status"
        for name, found in sorted(families.items())
        for family in sorted(found & statuses.keys())
        if name in documented and statuses[family] not in documented[name].partition("**Meaning**")[0]
    ]


def test_the_glossary_explains_every_value_of_the_wire() -> None:
    contracts = sorted((ROOT / "shared/contracts").glob("*.v1.json"))
    assert contracts, "make contracts writes them"
    missing = unexplained(
        (json.loads(path.read_text(encoding="utf-8")) for path in contracts), GLOSSARY.read_text("utf-8")
    )
    assert not missing, f"docs/glossary.md does not explain: {', '.join(missing)}"


def test_decisions_are_numbered_without_gaps_and_complete() -> None:
    faults = decision_faults(DECISIONS)
    assert not faults, "\n".join(faults)


def decision_faults(folder: Path) -> list[str]:
    """Gaps in the numbers, and pages that lack a part."""
    pages = sorted(folder.glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    faults = [] if numbers == [f"{n:04}" for n in range(1, len(pages) + 1)] else [f"numbers are {numbers}"]
    parts = ("## Context", "## Decision", "## Alternatives discarded", "## Risks", "Status: ")
    return faults + [
        f"{page.name} lacks {part}" for page in pages for part in parts if part not in page.read_text(encoding="utf-8")
    ]


PLANTED = """
from shared.kernel import errors
from shared.kernel.errors import Conflict, DomainError, Fault, ProblemText
FREE = "from-a-name"
class Later(Conflict): ...
def f(x):
    Fault("/a", code="from-a-fault")
    raise Later("one" if x else "other") from errors.Conflict(FREE)
TEXTS = {"one": ProblemText("Một {a}", en="One"), "other": ProblemText(vi="", en="Other")}
"""


def test_codes_are_found_wherever_they_are_named() -> None:
    kernel = Source("shared/kernel/errors.py", "class DomainError(Exception): ...\nclass Conflict(DomainError): ...\n")
    codes = gather([kernel, Source("services/x/domain/y.py", PLANTED)])
    assert set(codes.used) == {"from-a-name", "from-a-fault", "one", "other"}
    assert codes.texts == {"one": ("Một {a}", "One"), "other": ("", "Other")}
    assert placeholders("Một {a}") == {"a"}


def test_a_wrong_status_is_seen() -> None:
    page = "## a\n- **Status** 409\n- **Meaning** 422\n## b\n- **Status** 422, as a fault\n"
    assert not status_faults({"a": {"Conflict"}, "b": {"Fault"}}, sections(page))
    assert len(status_faults({"a": {"Invalid", "Fault"}, "b": {"Conflict"}}, sections(page))) == 3


def test_an_unexplained_value_is_seen() -> None:
    contract = {"components": [{"schema": {"enum": ["lost", "stolen", None]}}]}
    assert unexplained(iter([contract]), "`lost`: gone") == ["stolen"]


@pytest.mark.parametrize(("names", "text"), [(["0001-a.md", "0003-b.md"], ""), (["0001-a.md"], "Status: accepted")])
def test_a_gap_and_a_thin_decision_are_seen(tmp_path: Path, names: list[str], text: str) -> None:
    for name in names:
        (tmp_path / name).write_text(text)
    assert decision_faults(tmp_path)
