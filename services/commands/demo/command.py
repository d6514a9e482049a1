"""The command itself: against a running suite, or one it starts and stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import requests

from services.commands.demo.stage import Stage
from services.commands.demo.story import play
from services.commands.outside_client import CallFailedError, OutsideClient
from services.settings import ClientSettings, client_settings

PATIENCE_SECONDS = 60.0
START_SECONDS = 60.0


@click.command()
@click.option("--start/--no-start", default=True, help="Start a suite if none answers, and stop it at the end.")
def command(*, start: bool) -> None:
    """Play the whole story against a suite, step by step; survives a restart of the suite in the middle."""
    settings = client_settings()
    try:
        with running_suite(settings, start=start):
            outside = OutsideClient(settings.url, settings.clients, patience=PATIENCE_SECONDS)
            play(outside, Stage())
    except CallFailedError as error:
        click.echo(f"\n  The story stopped: {error}", err=True)
        sys.exit(1)


@contextmanager
def running_suite(settings: ClientSettings, *, start: bool) -> Iterator[None]:
    """A suite that answers at ``settings.url``; one started here is stopped again."""
    if answers(settings.url):
        yield
        return
    if not start:
        raise CallFailedError(f"Nothing answers at {settings.url}. Start the suite with `make run`, or set GPLX_URL.")
    click.echo(f"Nothing answers at {settings.url}: starting a suite for the length of the story.")
    port = settings.url.rstrip("/").rpartition(":")[2]
    arguments = [sys.executable, "-m", "services.commands", "run", "--sandbox", "--port", port]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  # our own
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(settings.url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise CallFailedError("The suite did not start. Run `make run` to see why.")
            time.sleep(0.2)
        yield
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(START_SECONDS)


def answers(url: str) -> bool:
    """Whether a suite is ready at an address."""
    try:
        return requests.get(f"{url.rstrip('/')}/health/ready", timeout=10).ok
    except requests.RequestException:
        return False
