from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from shared.observability.metrics import count_call, count_request, exposition, watch

ROOT = Path(__file__).parents[4]


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


ANOTHER_PROCESS = """
import sys
from pathlib import Path
from shared.observability.metrics import count_call, exposition, share, watch
share(Path(sys.argv[1]))
count_call(provider="p", outcome="ok")
watch("gplx_jobs_overdue", "Jobs.", service="s", read=lambda: 5)
print(exposition().decode())
"""


def test_processes_of_one_service_add_up_what_they_counted(tmp_path: Path) -> None:
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    def scrape() -> str:
        command = [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path)]
        return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout

    first, second = scrape(), scrape()
    assert 'gplx_http_calls_total{outcome="ok",provider="p"} 1.0' in first
    assert 'gplx_http_calls_total{outcome="ok",provider="p"} 2.0' in second
    assert second.count('gplx_jobs_overdue{service="s"} 5.0') == 1, "a fact of the database is no sum"
