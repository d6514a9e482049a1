from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.observability.redaction import REDACTED, redact, redact_event, redacted


@pytest.mark.parametrize(
    "text",
    [
        "999095000001",
        "số 123456789.",
        "id=999095000001&x",
        "số999095000001hết",
        "001 095 000 001",
        "001.095.000.001",
        "123-456-789",
        "4111 1111 1111 1111",
        "4111111111111111",
        "4111-1111-1111-1111",
    ],
)
def test_personal_and_card_numbers_do_not_stay(text: str) -> None:
    found = redacted(text)
    assert REDACTED in found
    assert not any(run in found for run in ("095", "456", "1111"))


@pytest.mark.parametrize("text", ["8 of 12", "2026-11-22T02:00:00Z", "19 ms", "1234567890", "12345678"])
def test_other_numbers_stay(text: str) -> None:
    assert redacted(text) == text


def test_opaque_ids_stay_even_if_their_last_group_is_all_digits() -> None:
    text = "case 019aa5c4-6f00-7000-8000-123456789012 closed"
    assert redacted(text) == text


def test_a_whole_event_is_redacted_with_keys_numbers_and_bytes() -> None:
    found = redact(
        {"999095000001": [999095000001, ("a 123456789",), b"999095000001", True, None, 1.5, {1}], "o": ValueError("9")}
    )
    assert found == {REDACTED: [REDACTED, [f"a {REDACTED}"], REDACTED, True, None, 1.5, [1]], "o": "9"}


def test_the_hop_is_left_alone() -> None:
    event = {"trace_id": "1" * 32, "span_id": "123456789012".rjust(16, "a"), "event": "123456789"}
    assert redact_event(None, "", event) == {**event, "event": REDACTED}


@given(st.text(), st.sampled_from([9, 12]), st.integers(min_value=10**11, max_value=10**12 - 1), st.text())
def test_no_run_of_nine_or_twelve_digits_survives(before: str, length: int, number: int, after: str) -> None:
    digits = str(number)[:length]
    text = f"{before.rstrip('0123456789')}~{digits}~{after}"
    assert digits not in redacted(text).replace(REDACTED, "") or digits in before + after
