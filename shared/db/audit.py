"""The audit trail: who changed what and why, chained per subject so that a missing or altered entry shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson
from sqlalchemy import Connection, and_, func, select

from shared.db.sets import among, append
from shared.db.tables import AUDIT_ENTRIES
from shared.kernel.actor import Actor

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link. ``hash`` is SHA-256 (hex) over the previous hash and ``entry``, the canonical JSON of the rest."""

    chain: str
    seq: int
    at: datetime
    action: str
    entry: str
    hash: str


class AuditTrail:
    """Entries gathered in a unit of work, written together at its end."""

    def __init__(self) -> None:
        self._pending: dict[str, list[tuple[str, Mapping[str, object]]]] = defaultdict(list)

    def add(self, chain: str, action: str, detail: Mapping[str, object]) -> None:
        """Remember an entry."""
        self._pending[chain].append((action, detail))

    def write(self, connection: Connection, actor: Actor, now: datetime) -> None:
        """Continue each chain. Callers hold the subject's lock; the primary key stops anybody who does not."""
        if not self._pending:
            return
        heads = _heads(connection, sorted(self._pending))
        named = _named(actor)
        rows = []
        for chain, entries in self._pending.items():
            seq, previous = heads.get(chain, (0, GENESIS))
            for action, detail in entries:
                seq += 1
                entry = canonical(
                    {"chain": chain, "seq": seq, "at": now, "action": action, "actor": named, "detail": dict(detail)}
                )
                previous = link(previous, entry)
                rows.append((chain, seq, now, action, entry, previous))
        append(connection, AUDIT_ENTRIES, ("chain", "seq", "at", "action", "entry", "hash"), rows)


def canonical(value: object) -> str:
    """JSON with sorted keys and no white space: the same facts are the same bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def link(previous: str, entry: str) -> str:
    """The hash of an entry that follows ``previous``."""
    return sha256(previous.encode() + b"\n" + entry.encode()).hexdigest()


def read_chain(connection: Connection, chain: str, *, limit: int = 1000) -> list[AuditEntry]:
    """The first ``limit`` entries of a chain, in order."""
    rows = connection.execute(
        select(AUDIT_ENTRIES).where(AUDIT_ENTRIES.c.chain == chain).order_by(AUDIT_ENTRIES.c.seq).limit(limit)
    )
    return [AuditEntry(row.chain, row.seq, row.at, row.action, row.entry, row.hash) for row in rows]


def newest_chains(connection: Connection, *, limit: int) -> list[str]:
    """The chains that were written to last, newest first."""
    table = AUDIT_ENTRIES
    last = func.max(table.c.at)
    query = select(table.c.chain).group_by(table.c.chain).order_by(last.desc(), table.c.chain).limit(limit)
    return list(connection.execute(query).scalars())


def broken_links(entries: Sequence[AuditEntry]) -> list[int]:
    """The ``seq`` of each entry that does not follow from the one before; empty for a whole chain from the start."""
    broken, previous = [], GENESIS
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected or entry.hash != link(previous, entry.entry):
            broken.append(entry.seq)
        previous = entry.hash
    return broken


def _named(actor: Actor) -> dict[str, object]:
    return {
        "kind": actor.kind,
        "subject": actor.subject,
        "client_id": actor.client_id,
        "agency": actor.agency,
        "on_behalf_of": actor.on_behalf_of,
        "purpose": actor.purpose,
        "case": actor.case,
    }


def _heads(connection: Connection, chains: Sequence[str]) -> dict[str, tuple[int, str]]:
    table = AUDIT_ENTRIES
    last = (
        select(table.c.chain, func.max(table.c.seq).label("seq"))
        .where(among(connection, table.c.chain, chains))
        .group_by(table.c.chain)
        .subquery()
    )
    heads = select(table.c.chain, table.c.seq, table.c.hash).join(
        last, and_(table.c.chain == last.c.chain, table.c.seq == last.c.seq)
    )
    return {row.chain: (row.seq, row.hash) for row in connection.execute(heads)}
