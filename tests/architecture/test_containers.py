"""Containers: one per service and role, told all they need, shown only their own secrets, allowed next to nothing."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Mapping
from typing import Any

import pytest

from services.settings import BootstrapSettings, ClientSettings, MachineSettings, SuiteSettings
from services.suite import OUTSIDE_WORLD, PARTS, Part, parts
from shared.kernel.settings import IN_FILE, read_settings
from tests.architecture.containers import COMPOSE, PRODUCTION, compose, containers, environment, private_folders, role
from tests.architecture.sources import ROOT

EVERYBODY = {"passwords", "bootstrap"}
"""The one-shot steps that make everybody's secrets."""

PINNED = re.compile(r"[a-z]+:\d+\.\d+[\w.-]*")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN$|_KEY$|DATABASE_URL$|LOOKUPS_URL$")


def role_faults(running: Mapping[str, Mapping[str, Any]], wanted: tuple[Part, ...]) -> list[str]:
    """Services that nobody serves, or nobody works for."""
    roles = [role(container) for container in running.values()]
    return [f"{word} {part.name}" for part in wanted for word in ("serve", "work") if (word, part.name) not in roles]


def told(container: Mapping[str, Any]) -> dict[str, str]:
    """Its environment with the values of files put in place of their names."""
    found = {}
    for name, value in environment(container).items():
        secret = name.endswith(f"_URL{IN_FILE}")
        found[name.removesuffix(IN_FILE) if secret else name] = "postgresql+psycopg://x" if secret else value
    return found


def setting_faults(running: Mapping[str, Mapping[str, Any]], wanted: tuple[Part, ...]) -> list[str]:
    """Settings without a default that a container is not told, and variables that no setting has."""
    faults = []
    kinds = [MachineSettings, BootstrapSettings, SuiteSettings, ClientSettings, *(part.settings for part in wanted)]
    fields = {field.name for kind in kinds for field in dataclasses.fields(kind)}
    prefixes = ("", "access_", "licences_", "violations_", "renewals_", "portal_", "sandbox_", "bootstrap_", "machine_")
    known = {f"GPLX_{prefix}{field}".upper() for prefix in prefixes for field in fields}
    for name, container in running.items():
        environ = told(container)
        faults += [
            f"{name}: no setting is called {word}" for word in environ if word.startswith("GPLX_") and word not in known
        ]
        for part in wanted:
            if role(container)[1:] != (part.name,) or role(container)[0] not in {"serve", "work"}:
                continue
            try:
                read_settings(part.settings, environ, service=part.name)
            except Exception as error:  # noqa: BLE001  # whatever is wrong is the fault
                faults.append(f"{name}: {error}")
    return faults


def hardening_faults(running: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Containers that may do more than they need."""
    faults = []
    for name, container in running.items():
        checks = {
            "its disk can be written to": container.get("read_only") is True,
            "it keeps capabilities": container.get("cap_drop") == ["ALL"],
            "it can gain rights": "no-new-privileges:true" in container.get("security_opt", ()),
            "it runs as root": name == "postgres" or not str(container.get("user", "0")).startswith("0"),
            "its memory is unbounded": "memory" in str(container.get("deploy", "")) or container.get("restart") is None,
            "nobody looks whether it is well": "healthcheck" in container or container.get("restart") is None,
            "others do not wait until it is well": all(
                "condition" in wanted and wanted["condition"] != "service_started"
                for wanted in container.get("depends_on", {}).values()
            ),
        }
        faults += [f"{name}: {fault}" for fault, held in checks.items() if not held]
    return faults


def secret_faults(running: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Secrets in the environment, and containers that are shown the secrets of others."""
    faults = [
        f"{name}: {word} is a secret and belongs into a file"
        for name, container in running.items()
        for word in environment(container)
        if SECRET.search(word) and not word.endswith(IN_FILE)
    ]
    for name, container in running.items():
        own = {"postgres"} if name == "postgres" else {*role(container)[1:]}
        own |= {"sandbox"} if name == "world" else set()
        others = private_folders(container) - own
        if others and name not in EVERYBODY:
            faults.append(f"{name} is shown the secrets of {', '.join(sorted(others))}")
    return faults


def image_faults(running: Mapping[str, Mapping[str, Any]], dockerfile: str) -> list[str]:
    """Images without a version, or with the name of a registry."""
    images = {str(container["image"]) for container in running.values()} - {"gplx:${GPLX_VERSION:-local}"}
    arguments = dict(re.findall(r"^ARG (\w+)=(\S+)", dockerfile, re.MULTILINE))
    images |= {
        re.sub(r"\$\{(\w+)\}", lambda match: arguments.get(match[1], ""), image)
        for image in re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    }
    faults = [f"{image}: neither a version nor nothing but one" for image in images if not PINNED.fullmatch(image)]
    return faults + [f"the Dockerfile names {host}" for host in re.findall(r"https?://[^\s…]+", dockerfile)]


def running() -> dict[str, dict[str, Any]]:
    return containers(compose())


DOCKERFILE = (ROOT / "docker/Dockerfile").read_text(encoding="utf-8")


def test_every_service_is_served_and_worked_for() -> None:
    assert not role_faults(running(), parts(with_sandbox=True))


def test_every_container_is_told_what_it_needs() -> None:
    faults = setting_faults(running(), parts(with_sandbox=True))
    assert not faults, "\n".join(faults)


def test_containers_are_allowed_next_to_nothing() -> None:
    faults = hardening_faults(running())
    assert not faults, "\n".join(faults)


def test_nobody_is_shown_the_secrets_of_others() -> None:
    faults = secret_faults(running())
    assert not faults, "\n".join(faults)


def test_images_have_a_version_and_no_registry() -> None:
    faults = image_faults(running(), DOCKERFILE)
    assert not faults, "\n".join(faults)


def test_the_image_has_a_folder_for_the_secrets_of_every_service() -> None:
    made = re.search(r"for service in ([a-z ]+);", DOCKERFILE)
    assert made is not None
    assert set(made[1].split()) >= {part.name for part in parts(with_sandbox=True)}


def test_only_what_runs_goes_into_the_image() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert lines[0] == "*", "nothing that is not named"
    let_in = {line[1:].split("/")[0] for line in lines if line.startswith("!")}
    assert let_in <= {"pyproject.toml", "README.md", "requirements", "services", "shared", "docker"}


def test_no_secret_and_no_registry_is_in_the_repository() -> None:
    texts = {path: path.read_text("utf-8") for path in [COMPOSE, *sorted((ROOT / "docker").rglob("*.*"))]}
    faults = [
        path.name for path, text in texts.items() if re.search(r"://[^/\s:@$]+:[^/\s@$]+@|BEGIN [A-Z ]*KEY", text)
    ]
    assert not faults, f"secrets in {faults}"


def test_production_simulates_nothing() -> None:
    overlay = compose(PRODUCTION)
    gone = {name for name, entry in overlay["services"].items() if entry is None}
    simulated = {name for name, container in running().items() if OUTSIDE_WORLD.name in role(container)} | {"world"}
    assert gone == simulated
    for name, container in running().items():
        if name in gone or not role(container):
            continue
        said = environment(overlay["services"][name])
        kept = {word for word, value in environment(container).items() if "//sandbox:" in value} - said.keys()
        if name == "bootstrap":  # makes databases and clients, calls nobody
            continue
        assert not kept, f"{name} would still ask the sandbox: {kept}"
        assert said["GPLX_SANDBOX"] == "false"
    assert gone.isdisjoint(overlay["services"]["nginx"]["depends_on"])


def planted(name: str, **changes: Any) -> dict[str, dict[str, Any]]:
    found = copy.deepcopy(running())
    for member, value in changes.items():
        if value is None:
            found[name].pop(member)
        elif isinstance(value, dict):
            found[name][member] = found[name].get(member, {}) | value
        else:
            found[name][member] = value
    return found


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (planted("licences-work", command=["serve", "licences"]), lambda found: role_faults(found, PARTS)),
        (planted("renewals", environment={"GPLX_HEALTH_URLS": "x"}), lambda found: setting_faults(found, PARTS)),
        (planted("renewals", environment=None), lambda found: setting_faults(found, PARTS)),
        (planted("access", user="0:0"), hardening_faults),
        (planted("access", read_only=False), hardening_faults),
        (planted("nginx", depends_on={"access": {"condition": "service_started"}}), hardening_faults),
        (planted("access", environment={"GPLX_ACCESS_DATABASE_URL": "x"}), secret_faults),
        (planted("licences", volumes=["renewals-private:/private/renewals"]), secret_faults),
        (planted("nginx", image="nginx:latest"), lambda found: image_faults(found, DOCKERFILE)),
        (planted("nginx", image="example.org/nginx:1.2.3"), lambda found: image_faults(found, DOCKERFILE)),
        (running(), lambda found: image_faults(found, "FROM python:3\n")),
    ],
)
def test_a_fault_is_seen(fault: dict[str, Any], seen: Any) -> None:
    assert seen(fault)
