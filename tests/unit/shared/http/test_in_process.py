from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any

import pytest
import requests

from shared.http.in_process import InProcessAdapter
from shared.http.session import new_session
from tests.support.toy_service import PREFIX, Toy

BASE = "http://gplx.internal"
seen: ContextVar[str] = ContextVar("seen", default="nothing")


def session(app: Any) -> requests.Session:
    return new_session({BASE: InProcessAdapter(app)})


class Echo:
    """Remembers what it was called with."""

    def __init__(self, status: str = "200 OK", headers: list[tuple[str, str]] | None = None) -> None:
        self.status = status
        self.headers = headers or [("Content-Type", "text/plain; charset=utf-8")]
        self.environ: dict[str, Any] = {}
        self.body = b""
        self.closed = False
        self.context = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.environ, self.body, self.context = environ, environ["wsgi.input"].read(), seen.get()
        write = start_response(self.status, self.headers)
        write(b"written,")
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield b"yield"
        yield "ed ế".encode()

    def close(self) -> None:
        self.closed = True


def test_what_is_asked_arrives_and_what_is_answered_returns() -> None:
    echo = Echo("207 Multi Status", [("Content-Type", "text/plain; charset=utf-8"), ("X-A", "1"), ("X-A", "2")])
    found = session(echo).post(
        f"{BASE}/a%2Fb/%E1%BA%BF?x=1&y=%20", data="thân", headers={"X-B": "é", "Content-Type": "text/x"}
    )
    assert (found.status_code, found.reason, found.text) == (207, "Multi Status", "written,yielded ế")
    assert found.headers["X-A"] == "1, 2"
    environ = echo.environ
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a/b/ế"
    assert environ["QUERY_STRING"] == "x=1&y=%20"
    assert environ["HTTP_HOST"] == "gplx.internal"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("gplx.internal", "80")
    assert environ["wsgi.url_scheme"] == "http"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["CONTENT_TYPE"] == "text/x"
    assert echo.body == "thân".encode()
    assert environ["CONTENT_LENGTH"] == str(len(echo.body))
    assert echo.closed


@pytest.mark.parametrize("data", [b"abc", "abc", io.BytesIO(b"abc"), iter([b"a", b"bc"])])
def test_bodies_of_all_kinds_arrive(data: Any) -> None:
    echo = Echo()
    session(echo).post(f"{BASE}/", data=data)
    assert echo.body == b"abc"


def test_the_callee_runs_in_an_empty_context() -> None:
    echo, token = Echo(), seen.set("the caller's")
    try:
        session(echo).get(f"{BASE}/")
    finally:
        seen.reset(token)
    assert echo.context == "nothing"


def test_a_crash_is_a_lost_connection() -> None:
    def crash(_environ: Any, _start: Any) -> Iterable[bytes]:
        raise ValueError("inside")

    with pytest.raises(requests.ConnectionError):
        session(crash).get(f"{BASE}/")

    def mute(_environ: Any, _start: Any) -> Iterable[bytes]:
        return []

    with pytest.raises(requests.ConnectionError):
        session(mute).get(f"{BASE}/")


def test_a_crash_while_streaming_still_closes() -> None:
    class Broken(Echo):
        def __iter__(self) -> Iterator[bytes]:
            yield b"x"
            raise OSError("gone")

    echo = Broken()
    with pytest.raises(requests.ConnectionError):
        session(echo).get(f"{BASE}/")
    assert echo.closed


def test_an_answer_may_be_started_anew_before_anything_was_sent() -> None:
    def app(_environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        try:
            raise ValueError
        except ValueError:
            import sys

            start("500 Broken", [], sys.exc_info())
        return [b""]

    assert session(app).get(f"{BASE}/").status_code == 500


def test_a_service_calls_another_and_itself_through_it(toy: Toy) -> None:
    found = session(toy.app).get(f"{BASE}{PREFIX}/things?limit=1", headers=toy.headers())
    assert found.status_code == 200
    assert len(found.json()["items"]) == 1
    with toy.app.test_request_context("/"):
        inner = session(toy.app).get(f"{BASE}{PREFIX}/things", headers={"Authorization": "Bearer x"})
    assert inner.json()["code"] == "token-invalid"
    assert session(toy.app).head(f"{BASE}/health/live").content == b""
