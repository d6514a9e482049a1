"""The import contracts of pyproject.toml break where they should: a contract that sees nothing protects nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, services

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERED = next(contract for contract in CONTRACTS if contract.get("exhaustive"))["containers"]
LAYERS = ("api", "web", "adapters", "application", "domain")
SHARED = ("kernel", "observability", "db", "auth", "messaging", "http", "web", "contracts")

PLANTED = [
    ("Services talk over HTTP", "services/licences/adapters/planted.py", "import services.violations.app"),
    ("Services talk over HTTP", "services/suite.py", "import services.access.domain"),
    ("Services talk over HTTP", "services/commands/planted.py", "import services.renewals.adapters"),
    ("Shared knows no service", "shared/web/planted.py", "import services.licences.domain"),
    ("Inside a service", "services/licences/api/planted.py", "import services.licences.adapters"),
    ("Inside a service", "services/access/domain/planted.py", "import services.access.application"),
    ("Inside a service", "services/sandbox/leftovers.py", ""),
    ("The domain is pure", "services/renewals/domain/planted.py", "import sqlalchemy"),
    ("The domain is pure", "services/renewals/domain/planted.py", "import shared.db"),
    ("Use cases speak", "services/violations/application/planted.py", "import flask"),
    ("The kernel stands", "shared/kernel/planted.py", "import shared.observability"),
    ("Shared is layered", "shared/db/planted.py", "import shared.messaging"),
]


def toy_tree(root: Path) -> None:
    """Packages of the right names with the imports that are allowed."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in ("services", "services/commands", "shared", *(f"shared/{area}" for area in SHARED)):
        (root / package).mkdir(parents=True)
        (root / package / "__init__.py").touch()
    names = [container.removeprefix("services.") for container in LAYERED]
    for name in names:
        for layer in LAYERS:
            (root / "services" / name / layer).mkdir(parents=True)
            (root / "services" / name / layer / "__init__.py").touch()
        (root / "services" / name / "__init__.py").touch()
        (root / "services" / name / "app.py").write_text(
            "".join(f"import services.{name}.{layer}\n" for layer in LAYERS[:3]) + "import shared.web\n"
        )
        (root / "services" / name / "domain/rule.py").write_text("import shared.kernel\n")
    (root / "services/suite.py").write_text("".join(f"import services.{name}.app\n" for name in names))
    (root / "services/commands/run.py").write_text("import services.suite\n")


def lint(root: Path) -> str:
    """What import-linter says of a tree."""
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-P", "-c", program, "--no-cache", "--no-logo"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env={"COLUMNS": "300"})
    return re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout + ran.stderr)


def test_allowed_imports_are_kept(tmp_path: Path) -> None:
    toy_tree(tmp_path)
    said = lint(tmp_path)
    assert f"{len(CONTRACTS)} kept, 0 broken" in said, said


@pytest.mark.parametrize(("contract", "path", "text"), PLANTED)
def test_a_forbidden_import_is_seen(tmp_path: Path, contract: str, path: str, text: str) -> None:
    toy_tree(tmp_path)
    with (tmp_path / path).open("a") as file:
        file.write(text + "\n")
    said = lint(tmp_path)
    assert re.search(rf"^{contract}.* BROKEN", said, re.MULTILINE), said


def test_every_contract_has_a_planted_violation_and_every_service_is_layered() -> None:
    for contract in CONTRACTS:
        assert any(contract["name"].startswith(name) for name, _, _ in PLANTED), contract["name"]
    assert {f"services.{name}" for name in services()} == set(LAYERED)
