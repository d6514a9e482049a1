"""Each service keeps to the skeleton, says what it is, and calls only whom the call graph allows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, calls, services, tree

ALLOWED: dict[str, set[str]] = {
    "access": set(),
    "licences": {"access"},
    "violations": {"access"},
    "exchange": {"access"},
    "renewals": {"access", "exchange", "licences", "violations"},
    "portal": {"access", "exchange", "licences", "renewals", "violations"},
    "officers": {"access", "exchange", "licences", "renewals", "violations"},
}
"""The call graph. News flows the other way because consumers pull it."""

OUTSIDE_WORLD = {"sandbox": {"access", "licences", "violations", "renewals"}}
"""The stand-ins for the outside world call in as outside bodies do; nothing of ours waits for them."""

LAYERS = {"domain", "application", "adapters", "api", "web"}
BESIDE_LAYERS = {"app", "settings", "migrations", "data", "demo"}


def declared(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """The providers that a settings module names: its ``CALLS`` and its ``<provider>_url`` fields."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["CALLS"]:
            yield from ((node, str(name)) for name in ast.literal_eval(node.value))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            provider = node.target.id.removesuffix("_url")
            if node.target.id.endswith("_url") and provider in ALLOWED:
                yield node, provider


def called(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """The providers that code makes a client of: ``ServiceClient("licences", …)``."""
    for node, name in calls(source):
        if name.rpartition(".")[2] == "ServiceClient":
            named = [keyword.value for keyword in node.keywords if keyword.arg == "name"] + node.args[:1]
            yield from ((node, value.value) for value in named if isinstance(value, ast.Constant))


def graph_faults(sources: tuple[Source, ...]) -> list[str]:
    """Edges of the HTTP call graph that are not allowed, and clients that the settings keep quiet about."""
    faults = []
    for service, allowed in (ALLOWED | OUTSIDE_WORLD).items():
        own = [source for source in sources if source.is_under(f"services/{service}")]
        told = {provider for source in own if source.path.endswith("/settings.py") for _, provider in declared(source)}
        for source in own:
            edges = [*declared(source)] if source.path.endswith("/settings.py") else [*called(source)]
            for node, provider in edges:
                if provider not in ALLOWED or provider == service:  # its own address, to be told to others
                    continue
                if provider not in allowed:
                    faults.append(source.at(node, f"{service} must not call {provider}"))
                elif provider not in told:
                    faults.append(source.at(node, f"{service} calls {provider}, which its settings do not name"))
    return faults


def test_the_call_graph_is_as_declared() -> None:
    faults = graph_faults(tree())
    assert not faults, "\n".join(faults)


def test_the_call_graph_has_no_cycle_and_knows_every_service() -> None:
    assert list(TopologicalSorter(ALLOWED).static_order())
    unknown = set(services()) - set(ALLOWED) - set(OUTSIDE_WORLD)
    assert not unknown, f"the call graph says nothing about {unknown}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("services/licences/settings.py", "CALLS = ('access', 'renewals')"),
        ("services/violations/settings.py", "class Settings:\n    licences_url: str"),
        ("services/renewals/adapters/portal.py", "ServiceClient('portal', 'http://x')"),
        ("services/renewals/adapters/licences.py", "ServiceClient(name='licences')"),
    ],
)
def test_a_forbidden_or_hidden_call_is_seen(path: str, text: str) -> None:
    assert graph_faults((Source(path, text),))


def charter_faults(name: str, text: str) -> list[str]:
    """What the charter of a service leaves unsaid."""
    charter = (ast.get_docstring(ast.parse(text)) or "").lower()
    wanted = {"owns": "owns", "never owns": "never", "publishes": "publishes", "calls": "calls"}
    return [f"services/{name} does not say what it {what}" for what, word in wanted.items() if word not in charter]


def test_every_service_has_a_charter() -> None:
    faults = [
        fault
        for name in services()
        for fault in charter_faults(name, (ROOT / "services" / name / "__init__.py").read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_a_thin_charter_is_seen() -> None:
    assert charter_faults("x", '"""Owns cases. Publishes nothing. Calls nobody."""') == [
        "services/x does not say what it never owns"
    ]


def layout_faults(root: Path) -> list[str]:
    """What stands in a service beside the skeleton, or is missing from it."""
    faults = []
    for name in services(root):
        folder = root / "services" / name
        present = {
            entry.stem for entry in folder.iterdir() if entry.is_dir() or entry.suffix == ".py"
        } - {"__init__", "__pycache__"}  # fmt: skip
        faults += [f"services/{name}/{extra} is no part of the skeleton" for extra in present - LAYERS - BESIDE_LAYERS]
        faults += [f"services/{name} has no {part}.py" for part in ("app", "settings") if part not in present]
        faults += [
            f"services/{name}/{layer} is an empty layer"
            for layer in present & LAYERS
            if (folder / layer).is_dir() and not any(path.stem != "__init__" for path in (folder / layer).rglob("*.py"))
        ]
    return faults


def test_every_service_has_the_one_skeleton() -> None:
    faults = layout_faults(ROOT)
    assert not faults, "\n".join(faults)


def test_a_stray_folder_is_seen(tmp_path: Path) -> None:
    service = tmp_path / "services/x"
    for part in ("domain", "rules"):
        (service / part).mkdir(parents=True)
    (service / "app.py").touch()
    assert layout_faults(tmp_path) == [
        "services/x/rules is no part of the skeleton",
        "services/x has no settings.py",
        "services/x/domain is an empty layer",
    ]


def undocumented_settings(source: Source) -> list[str]:
    """Fields of settings classes that do not say what they are for."""
    return [
        source.at(field, f"{ast.unparse(field.target)} has no documentation")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Settings")
        for field in node.body
        if isinstance(field, ast.AnnAssign)
        and not (
            isinstance(field.value, ast.Call)
            and field.value.args
            and isinstance(field.value.args[0], ast.Constant)
            and str(field.value.args[0].value).strip()
        )
    ]


def test_every_setting_is_documented() -> None:
    found = [source for source in tree() if source.is_under("services") and source.path.endswith("/settings.py")]
    assert len(found) >= len(services())
    faults = [fault for source in found for fault in undocumented_settings(source)]
    assert not faults, "\n".join(faults)


def test_a_quiet_setting_is_seen() -> None:
    text = "class Settings:\n    port: int = setting('')\n    host: str = 'x'\n    url: str = setting('where')\n"
    assert len(undocumented_settings(Source("services/x/settings.py", text))) == 2
