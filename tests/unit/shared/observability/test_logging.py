from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import structlog

from shared.observability.logging import configure_logging, described, get_logger
from shared.observability.tracing import traced


@pytest.fixture(autouse=True)
def _root_restored() -> Any:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    yield
    root.handlers, root.level = before[0], before[1]
    configure_only_style()


def configure_only_style() -> None:
    from shared.observability import logging as ours

    ours._set_style(logging.INFO)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_event_is_one_json_line_with_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    with traced() as trace:
        get_logger(part="x").info("happened", number="999095000001", count=3)
    (line,) = lines(capsys)
    assert line["event"] == "happened"
    assert line["level"] == "info"
    assert line["trace_id"] == trace.trace_id
    assert line["span_id"] == trace.span_id
    assert line["number"] == "[redacted]"
    assert line["count"] == 3
    assert line["timestamp"].endswith("Z")


def test_the_level_is_honoured(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("warning")
    get_logger().info("quiet")
    get_logger().warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="chatty"):
        configure_logging("chatty")


def test_libraries_speak_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    structlog.contextvars.bind_contextvars(service="toys")
    try:
        logging.getLogger("urllib3").warning("retry for %s", "123456789")
    finally:
        structlog.contextvars.clear_contextvars()
    (line,) = lines(capsys)
    assert line["event"] == "retry for [redacted]"
    assert line["logger"] == "urllib3"
    assert line["service"] == "toys"


def test_an_exception_shows_where_but_quotes_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    try:
        try:
            {}["Nguyễn Văn Thử"]
        except KeyError as error:
            raise RuntimeError("about 999095000001") from error
    except RuntimeError:
        get_logger().exception("failed")
        try:
            raise ValueError("Nguyễn Văn Thử")
        except ValueError:
            logging.getLogger("lib").exception("lib failed")
    text = capsys.readouterr().out
    assert "Nguyễn" not in text
    assert "999095000001" not in text
    first = json.loads(text.splitlines()[0])["exception"]
    assert [entry["type"] for entry in first] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert first[0]["message"] == "about [redacted]"
    assert "test_logging.py" in first[0]["frames"][-1]


def test_a_long_chain_is_cut() -> None:
    error: Exception = ValueError("0")
    for _ in range(9):
        nxt = ValueError("x")
        nxt.__cause__ = error
        error = nxt
    assert len(described(error)) == 5
