from __future__ import annotations

import re

import pytest

from shared.observability.tracing import (
    begin_trace,
    current_trace,
    end_trace,
    outgoing_traceparent,
    read_traceparent,
    traced,
)

GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")


def test_a_valid_header_is_continued_with_a_span_of_our_own() -> None:
    trace = read_traceparent(GOOD)
    assert trace.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert trace.parent_id == "00f067aa0ba902b7" != trace.span_id
    assert FORM.fullmatch(trace.header())


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    assert read_traceparent(GOOD.replace("00-4", "01-4") + "-more").trace_id.startswith("4bf9")


def test_the_sampling_decision_of_the_caller_is_kept() -> None:
    assert read_traceparent(GOOD[:-2] + "00").header().endswith("-00")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        GOOD.upper(),
        GOOD + "-x",
        "ff" + GOOD[2:],
        "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-" + "0" * 16 + "-01",
        "x" * 1000,
    ],
)
def test_an_invalid_header_begins_a_new_trace(header: str | None) -> None:
    trace = read_traceparent(header)
    assert trace.parent_id is None
    assert trace.trace_id != "4bf92f3577b34da6a3ce929d0e0e4736"
    assert FORM.fullmatch(trace.header())


def test_what_goes_out_belongs_to_the_hop_in_hand() -> None:
    token = begin_trace(GOOD)
    assert outgoing_traceparent().split("-")[1] == "4bf92f3577b34da6a3ce929d0e0e4736"
    end_trace(token)
    assert current_trace() is None
    assert FORM.fullmatch(outgoing_traceparent())


def test_work_nobody_asked_for_has_a_trace_too() -> None:
    with traced() as trace:
        assert outgoing_traceparent() == trace.header()
    assert current_trace() is None
