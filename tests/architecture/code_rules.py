"""Rules about code that no linter knows. Each comes with a violation, so that a rule that sees nothing fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.sources import Source, calls, dotted, imports


@dataclass(frozen=True)
class Rule:
    """``reason`` is its name. ``planted`` are files (path, text) each of which breaks it."""

    reason: str
    check: Callable[[Source], Iterator[str]]
    planted: tuple[tuple[str, str], ...]


RULES: list[Rule] = []


def rule(
    reason: str, *planted: tuple[str, str]
) -> Callable[[Callable[[Source], Iterator[str]]], Callable[..., object]]:
    """Make a rule of a function that yields the faults of one file."""

    def keep(check: Callable[[Source], Iterator[str]]) -> Callable[[Source], Iterator[str]]:
        RULES.append(Rule(reason, check, planted))
        return check

    return keep


@rule("a file that passes 400 lines has become several things", ("services/x/domain/big.py", "A = 1\n" * 401))
def file_size(source: Source) -> Iterator[str]:
    if (lines := source.text.count("\n")) > 400:
        yield source.at(source.tree, f"{lines} lines; 300 is the aim, 400 the end")


@rule(
    "the environment is read in settings only, so that one page tells what an operator can set",
    ("services/x/application/send.py", "import os\nURL = os.environ['URL']\n"),
    ("shared/http/client.py", "from os import getenv\n"),
    ("services/x/app.py", "import os\nURL = os.getenv('URL')\n"),
)
def environment(source: Source) -> Iterator[str]:
    if source.is_under("tests") or source.path.endswith("/settings.py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.environb", "os.getenv", "os.putenv"}:
            yield source.at(node, f"{dotted(node)} outside of settings")
    for node, name in imports(source):
        if name in {"os.environ", "os.getenv", "os.putenv"}:
            yield source.at(node, f"{name} outside of settings")


CLOCK_READERS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.utcfromtimestamp", "date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
}  # fmt: skip


@rule(
    "time is an argument: months pass in a test without waiting, and no instant is naive",
    ("services/x/domain/term.py", "from datetime import date\nTODAY = date.today()\n"),
    ("shared/db/log.py", "import datetime\nNOW = datetime.datetime.now(datetime.UTC)\n"),
    ("tests/unit/x/test_term.py", "from datetime import datetime\nNOW = datetime.utcnow()\n"),
)
def clock(source: Source) -> Iterator[str]:
    if source.path in {"shared/kernel/clock.py", "shared/kernel/ids.py"}:
        return
    for node, name in calls(source):
        read = ".".join(name.split(".")[-2:])
        if read == "datetime.utcnow" or (read in CLOCK_READERS and not source.is_under("tests")):
            yield source.at(node, f"{read}() asks the machine; take a Clock")


@rule(
    "a refusal is a coded domain error, so that every answer has the same shape",
    ("services/x/api/cases.py", "from flask import abort\nabort(404)\n"),
    ("services/x/api/cards.py", "import flask_smorest\nflask_smorest.abort(409)\n"),
)
def no_abort(source: Source) -> Iterator[str]:
    for node, name in calls(source):
        if not source.is_under("tests") and name.split(".")[-1] == "abort":
            yield source.at(node, "abort(); raise a domain error")


STATUSES = {400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428, 429, 500, 502, 503, 504}


@rule(
    "the domain and the use cases know codes, never HTTP",
    ("services/x/domain/term.py", "def f(answer):\n    return answer.status_code\n"),
    ("services/x/application/send.py", "from http import HTTPStatus\n"),
    ("services/x/application/ask.py", "def f(reply):\n    return reply.status == 404\n"),
)
def no_status(source: Source) -> Iterator[str]:
    if not source.is_under("services/*/domain", "services/*/application"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "status_code":
            yield source.at(node, "an HTTP status below the web layer")
        if isinstance(node, ast.Compare | ast.keyword | ast.Return):
            numbers = {leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)}
            if any(type(number) is int and number in STATUSES for number in numbers):
                yield source.at(node, "what looks like an HTTP status below the web layer")
    for node, name in imports(source):
        if name.split(".")[0] == "http":
            yield source.at(node, f"{name} below the web layer")


STUBBING = {"add", "add_callback", "get", "post", "put", "patch", "delete", "head", "options", "upsert", "replace"}


@rule(
    "a stub is an example of the provider's contract: a consumer cannot imagine an answer nobody gives",
    ("tests/unit/renewals/test_licences.py", "import responses\nresponses.get('http://licences', json={})\n"),
    ("tests/unit/renewals/test_fines.py", "def test(rsps):\n    rsps.add('GET', 'http://violations')\n"),
    ("tests/journeys/test_line.py", "import responses\nwith responses.RequestsMock() as mock:\n    pass\n"),
)
def stubs_from_contracts(source: Source) -> Iterator[str]:
    # The tests of shared/ stub no provider: they ask what the client does with any answer at all.
    if source.path == "tests/support/contract_stubs.py" or source.is_under("tests/*/shared"):
        return
    for node, name in calls(source):
        owner, _, verb = name.rpartition(".")
        if (owner in {"responses", "rsps"} and verb in STUBBING) or verb == "RequestsMock":
            yield source.at(node, f"{name}(); take it from tests/support/contract_stubs.py")


@rule(
    "a junk drawer has no owner: name a module after what it is",
    ("services/x/domain/utils.py", ""),
    ("shared/common/__init__.py", ""),
    ("tests/support/helpers.py", ""),
)
def no_junk_drawers(source: Source) -> Iterator[str]:
    junk = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "stuff"}
    names = {part.removesuffix(".py").strip("_") for part in source.path.split("/")}
    if found := names & junk:
        yield source.at(source.tree, f"called {', '.join(sorted(found))}")


@rule(
    "SQL of one database lives where its twin lives",
    ("services/x/application/find.py", "from sqlalchemy.dialects import postgresql\n"),
    ("shared/web/paging.py", "from sqlalchemy.dialects.sqlite import insert\n"),
)
def dialects_in_adapters(source: Source) -> Iterator[str]:
    if source.is_under("tests", "shared/db", "shared/messaging", "services/*/adapters", "services/*/migrations"):
        return
    for node, name in imports(source):
        if name.startswith("sqlalchemy.dialects"):
            yield source.at(node, f"{name} outside of the adapters")


@rule(
    "there is no ORM: rows are mapped to domain objects where one can see it",
    ("services/x/adapters/orm.py", "from sqlalchemy.orm import Session\n"),
)
def no_orm(source: Source) -> Iterator[str]:
    for node, name in imports(source):
        if name.startswith(("sqlalchemy.orm", "sqlalchemy.ext.declarative", "sqlalchemy.ext.automap")):
            yield source.at(node, f"{name}; see docs/adr/0002")


@rule(
    "every query of many rows is ordered: two databases, or two pages, must not disagree",
    ("services/x/adapters/cases.py", "def f(c):\n    return c.execute(select(T).where(T.c.a == 1)).all()\n"),
    ("services/x/adapters/cards.py", "def f(c):\n    return [row for row in c.execute(select(T))]\n"),
)
def ordered(source: Source) -> Iterator[str]:
    if not source.is_under("services/*/adapters", "shared/db", "shared/messaging"):
        return
    functions = (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef))
    for function in functions:
        names = {node.func.attr for node in ast.walk(function) if isinstance(node, ast.Call)
                 and isinstance(node.func, ast.Attribute)}  # fmt: skip
        selects = any(isinstance(node, ast.Call) and dotted(node.func).endswith("select")
                      for node in ast.walk(function))  # fmt: skip
        # What is answered as a mapping or a set has no order to begin with.
        answer = ast.unparse(function.returns).split("[")[0] if function.returns else ""
        if answer in {"dict", "Mapping", "set", "frozenset"}:
            continue
        if selects and _reads_many(function) and "order_by" not in names:
            yield source.at(function, f"{function.name}() reads rows in no order")


MANY = {"all", "fetchall", "fetchmany", "partitions"}


def _reads_many(function: ast.FunctionDef) -> bool:
    unordered = {id(made) for node in ast.walk(function) if isinstance(node, ast.DictComp | ast.SetComp)
                 for made in node.generators}  # fmt: skip
    for node in ast.walk(function):
        if id(node) in unordered:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MANY:
            return True
        iterated = node.iter if isinstance(node, ast.For | ast.comprehension) else None
        if isinstance(iterated, ast.Call) and dotted(iterated.func).rpartition(".")[2] in {"execute", "scalars"}:
            return True
    return False


NUMBER = re.compile(r"(?<![0-9A-Za-z-])0(?:0[1-9]|[1-8][0-9]|9[0-6])[0-3][0-9]{8}(?![0-9A-Za-z])")
# Written in pieces, or this file would find itself.
MACHINE = re.compile(r"(?<![\w.\-}])/" + r"(?:work|root|home)/\w")


def private_faults(path: str, text: str) -> Iterator[str]:
    """Personal numbers that could be somebody's, and paths of the machine something was written on."""
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE.search(line):
            yield f"{path}:{number}: a path of one machine"
        if any("999" not in found for found in NUMBER.findall(line)) and not path.startswith("requirements/"):
            yield f"{path}:{number}: a number that could be a citizen's; fictitious ones have 999 in them"
