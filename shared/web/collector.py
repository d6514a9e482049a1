"""The garbage collector under a server: records come by the thousand, and hardly anything of ours is circular."""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 50_000
"""A batch keeps tens of thousands of objects alive until it commits; the usual 700 would look at them all the time."""


def settle_collector() -> None:
    """Called once a process is ready: what was loaded stays, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
