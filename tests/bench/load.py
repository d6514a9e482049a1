"""The caller of the bench: a process of its own, so that its work never counts as the server's."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Load:
    """What was sent and how it was answered: seconds on the wall, and of each answer."""

    answers: int
    seconds: float
    waits: tuple[float, ...]

    @property
    def median_wait(self) -> float:
        """Seconds until half of the answers were there."""
        return sorted(self.waits)[len(self.waits) // 2]


def request(path: str, body: bytes, headers: dict[str, str], *, method: str = "POST") -> bytes:
    """An HTTP/1.1 request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def send(port: int, requests: Sequence[bytes], *, connections: int, seconds: float | None = None) -> Load:
    """Send every request once, or over and over for ``seconds``, from another process.

    Raises RuntimeError with the answer if one is not 200 or 201.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, port, list(requests), connections, seconds))
    process.start()
    found = ours.recv()
    process.join()
    if not isinstance(found, Load):
        raise RuntimeError(found)  # noqa: TRY004  # it is what the server said
    return found


def _run(pipe: object, port: int, requests: list[bytes], connections: int, seconds: float | None) -> None:
    shares = [requests[n::connections] for n in range(min(connections, len(requests)))]
    began = time.perf_counter()
    deadline = None if seconds is None else began + seconds
    try:
        with ThreadPoolExecutor(len(shares)) as pool:
            waits = [wait for part in pool.map(lambda share: _talk(port, share, deadline), shares) for wait in part]
        pipe.send(Load(len(waits), time.perf_counter() - began, tuple(waits)))  # type: ignore[attr-defined]
    except RuntimeError as error:
        pipe.send(str(error))  # type: ignore[attr-defined]


def _talk(port: int, requests: Sequence[bytes], deadline: float | None) -> list[float]:
    waits = []
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for content in requests if deadline is None else cycle(requests):
            began = time.perf_counter()
            if deadline is not None and began > deadline:
                break
            line.sendall(content)
            _answer(line)
            waits.append(time.perf_counter() - began)
    return waits


def _answer(line: socket.socket) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += _more(line)
    head, _, body = head.partition(b"\r\n\r\n")
    length = next(int(name[15:]) for name in head.lower().split(b"\r\n") if name.startswith(b"content-length:"))
    while len(body) < length:
        body += _more(line)
    if head[9:12] not in (b"200", b"201"):
        raise RuntimeError((head + b"\n" + body).decode()[:2000])


def _more(line: socket.socket) -> bytes:
    received = line.recv(262_144)
    if not received:
        raise RuntimeError("the server hung up")
    return received
