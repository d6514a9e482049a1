"""The tree keeps every rule of ``code_rules``, and each rule sees the violation planted for it."""

from __future__ import annotations

import pytest

from tests.architecture.code_rules import RULES, Rule, private_faults
from tests.architecture.sources import Source, files, tree


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.__name__)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    faults = [fault for source in tree() for fault in rule.check(source)]
    assert not faults, f"{rule.reason}:\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        pytest.param(rule, path, text, id=f"{rule.check.__name__}-{number}")
        for rule in RULES
        for number, (path, text) in enumerate(rule.planted)
    ],
)
def test_the_rule_sees_a_violation(rule: Rule, path: str, text: str) -> None:
    assert list(rule.check(Source(path, text)))


def test_the_rules_look_at_the_whole_tree() -> None:
    tops = {source.path.split("/")[0] for source in tree()}
    assert tops == {"services", "shared", "tests"}
    assert len(tree()) > 100


def test_nothing_of_a_person_or_a_machine_is_committed() -> None:
    faults = [fault for path, text in files() for fault in private_faults(path, text)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("line", ["see /" + "home/ann/x", "cd /" + "work/main", "citizen_id = '0" + "79201000001'"])
def test_persons_and_machines_are_seen(line: str) -> None:
    assert list(private_faults("docs/x.md", line))


@pytest.mark.parametrize(
    "line", ["'999201000001'", "number 011129990001", "/api/licences/v1", "01990000-0000-7000-8000-001201000001"]
)
def test_fictitious_numbers_and_addresses_are_let_through(line: str) -> None:
    assert not list(private_faults("docs/x.md", line))
