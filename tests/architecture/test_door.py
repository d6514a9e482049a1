"""nginx passes each address to the service it belongs to, lets through what the services take, speaks as they do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from flask import Flask

from services.settings import FRONT
from services.suite import FRONT as FRONT_PREFIXES
from services.suite import parts
from shared.kernel.words import Words
from shared.web.bodies import USUAL_LIMIT
from shared.web.problem_texts import PROBLEMS, TITLES
from shared.web.problems import RETRY_AFTER_SECONDS
from tests.architecture.sources import ROOT

CONF = (ROOT / "docker/nginx/nginx.conf").read_text(encoding="utf-8")
MEGABYTE = 1024 * 1024
SAID_HERE = {400: "bad-request", 413: "body-too-large", 503: "service-unavailable"}


def table(conf: str, variable: str) -> tuple[str, list[tuple[re.Pattern[str], str]]]:
    """A ``map`` of the configuration: its default, and pattern by pattern what it gives."""
    block = re.search(rf"map \$\w+ \${variable} \{{(.*?)\n    \}}", conf, re.DOTALL)
    assert block is not None, variable
    rows = [line.strip().rstrip(";").split(maxsplit=1) for line in block[1].splitlines() if line.strip()]
    default = next(value for key, value in rows if key == "default")
    patterns = [(re.compile(key.lstrip("~*").strip('"')), value.strip('"')) for key, value in rows if key[0] in '~"']
    return default.strip('"'), patterns


def looked_up(conf: str, variable: str, path: str) -> str:
    """What the map gives for a path: the first pattern that fits."""
    default, patterns = table(conf, variable)
    return next((value for pattern, value in patterns if pattern.search(path)), default)


def let_through(conf: str, path: str) -> int:
    """The largest body in bytes that nginx passes on to a path."""
    usual = re.search(r"^        client_max_body_size (\d+)m;", conf, re.MULTILINE)
    assert usual is not None
    found = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\d+)m;", conf)
    return int(next((size for pattern, size in found if re.search(pattern, path)), usual[1])) * MEGABYTE


def address_faults(conf: str) -> list[str]:
    """Prefixes that do not lead where they do in one process."""
    wanted = {prefix: part.name for part in parts(with_sandbox=True) for prefix in part.prefixes}
    wanted |= dict.fromkeys(FRONT_PREFIXES, FRONT)
    return [
        f"{path} leads to {looked_up(conf, 'service', path)}, not to {owner}"
        for prefix, owner in wanted.items()
        for path in (prefix, f"{prefix.rstrip('/')}/x")
        if prefix != "/metrics" and looked_up(conf, "service", path) != owner
    ]


def limit_faults(conf: str, apps: Mapping[str, Flask]) -> list[str]:
    """Routes whose body would be cut short by nginx, or could be far larger there than the service takes."""
    faults = []
    for app in apps.values():
        for rule in (rule for rule in app.url_map.iter_rules() if (rule.methods or set()) & {"POST", "PUT", "PATCH"}):
            limit = getattr(app.view_functions[rule.endpoint], "body_limit", None) or USUAL_LIMIT
            path = re.sub(r"<[^>]+>", "01890000-0000-7000-8000-000000000000", rule.rule)
            if not limit < let_through(conf, path) <= max(limit, USUAL_LIMIT) + 2 * MEGABYTE:
                faults.append(f"{rule.rule} takes {limit}, nginx {let_through(conf, path)}")
            elif limit > USUAL_LIMIT and looked_up(conf, "limit", path) != str(limit):
                faults.append(f"{rule.rule} takes {limit}, nginx says {looked_up(conf, 'limit', path)}")
    return faults


def word_faults(conf: str) -> list[str]:
    """Sentences of nginx that differ from those of the services."""
    faults = []
    for status, code in SAID_HERE.items():
        text = PROBLEMS[code]
        sentence = Words(
            *(
                words.replace("{retry_after}", str(RETRY_AFTER_SECONDS)).replace("{limit}", "$limit")
                for words in (text.vi, text.en)
            )
        )
        for what, words in ((f"title_{status}", TITLES[status]), (f"detail_{status}", sentence)):
            found = re.search(rf'\${what} \{{\s+default\s+"(.*?)";\s+en\s+"(.*?)";', conf)
            if found is None or found.groups() != (words.vi, words.en):
                faults.append(f"{what} is not {words}")
    return faults


def test_every_address_leads_to_its_service() -> None:
    faults = address_faults(CONF)
    assert not faults, "\n".join(faults)


def test_limits_are_in_step_with_the_services(apps: Mapping[str, Flask]) -> None:
    faults = limit_faults(CONF, apps)
    assert not faults, "\n".join(faults)


def test_nginx_speaks_as_the_services_do() -> None:
    assert not word_faults(CONF)
    bodies = re.findall(r"return (\d+) '(\{.*\})';", CONF)
    assert {int(status) for status, _ in bodies} == set(SAID_HERE)
    answered = re.findall(r"error_page [\d ]+=(\d+) @", CONF)
    assert {int(status) for status in answered} == set(SAID_HERE), "the status line says what the body says"
    for status, body in bodies:
        problem = json.loads(body)
        assert (problem["status"], problem["code"]) == (int(status), SAID_HERE[int(status)])
        assert problem["type"] == f"/problems/{problem['code']}"


def test_numbers_and_versions_are_not_for_the_world() -> None:
    assert "server_tokens off;" in CONF
    assert re.search(r"location = /metrics \{\s+set \$nowhere http://front:8080/api/nowhere;", CONF)


@pytest.mark.parametrize(
    ("old", "new"),
    [("~^/api/renewals/v1(/|$)  ", "~^/api/renewals/v2(/|$)  "), ("(health|api)", "(health)"), ("|\\.well-known", "")],
)
def test_an_address_that_leads_astray_is_seen(old: str, new: str) -> None:
    assert old in CONF
    assert address_faults(CONF.replace(old, new))


@pytest.mark.parametrize(("old", "new"), [("17m", "15m"), ("17m", "170m"), ("16777216", "16000000"), ("52m", "2m")])
def test_another_limit_is_seen(apps: Mapping[str, Flask], old: str, new: str) -> None:
    assert limit_faults(CONF.replace(old, new), apps)


def test_other_words_are_seen() -> None:
    assert len(word_faults(CONF.replace("Vượt quá", "Quá"))) == 1
