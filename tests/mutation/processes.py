"""A mutant lives in a forked process of its own: it can spoil, hang or crash nothing else."""

from __future__ import annotations

import os
import resource
import signal
import traceback
from collections.abc import Callable

MEMORY = 4 << 30
"""Bytes of address space for one attempt: an endless list ends here."""
GRACE_SECONDS = 10
PATIENCE = 8
"""How many times longer than without the mutant an attempt may compute before it counts as hanging."""
WALL = 20
"""How many times longer than it may compute an attempt may last: others use the machine too."""
HANGS = "hangs"


def attempt(work: Callable[[], str], *, usual_seconds: float, quiet: bool = True) -> str:
    """Run ``work`` in a fork and take the text it returns; ``HANGS`` if it had to be stopped, "" if it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _live(work, writer, GRACE_SECONDS + PATIENCE * usual_seconds, quiet=quiet)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        answer = answers.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGPROF, signal.SIGALRM}:
        return HANGS
    return answer


def _live(work: Callable[[], str], writer: int, seconds: float, *, quiet: bool) -> None:
    try:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * WALL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        nowhere = os.open(os.devnull, os.O_RDWR)
        if quiet:
            for descriptor in (0, 1, 2):
                os.dup2(nowhere, descriptor)
        os.write(writer, work().encode())
    except BaseException:  # noqa: BLE001  # nothing may return into the parent's stack
        traceback.print_exc()
    finally:
        os._exit(0)
