from __future__ import annotations

from shared.observability.metrics import count_call, count_request, exposition, watch


def test_requests_calls_and_watched_numbers_are_shown() -> None:
    count_request(service="m1", route="/x/<id>", method="GET", status=404, seconds=0.2)
    count_request(service="m1", route="/x/<id>", method="BREW", status=405, seconds=0.2)
    count_call(provider="m2", outcome="ok")
    watch("gplx_test_waiting", "Waiting.", service="m1", read=lambda: 3)
    watch("gplx_test_waiting", "Waiting.", service="m2", read=lambda: 4)
    text = exposition().decode()
    labels = 'method="GET",route="/x/<id>",service="m1",status_class="4xx"'
    assert f"gplx_http_requests_total{{{labels}}} 1.0" in text
    assert 'method="other",route="/x/<id>",service="m1"' in text
    assert f"gplx_http_request_seconds_count{{{labels}}} 1.0" in text
    assert 'gplx_http_calls_total{outcome="ok",provider="m2"} 1.0' in text
    assert 'gplx_test_waiting{service="m1"} 3.0' in text
    assert 'gplx_test_waiting{service="m2"} 4.0' in text
