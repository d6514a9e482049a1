"""Telling a part how to behave, and asking it on each occasion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.sandbox.application.ports import Store
from services.sandbox.domain.behaviour import Behaviour, Part, Trait
from shared.kernel.actor import Actor

TELLER = Actor(kind="system", subject="sandbox", client_id="sandbox")


def behaviour_of(store: Store, part: Part) -> Behaviour:
    """How a part behaves now."""
    with store.reading() as shelves:
        return shelves.behaviours.get(part)


def tell(store: Store, part: Part, traits: Mapping[str, Any]) -> Behaviour:
    """Set the named traits and leave the others as they are."""
    with store.begin(TELLER, f"behaviour:{part}") as work:
        behaviour = replace(work.behaviours.get(part), **traits)
        work.behaviours.put(part, behaviour)
        return work.commit(behaviour)


def reset(store: Store, part: Part) -> Behaviour:
    """Have a part behave well again."""
    with store.begin(TELLER, f"behaviour:{part}") as work:
        work.behaviours.put(part, Behaviour())
        return work.commit(Behaviour())


def take(store: Store, part: Part, trait: Trait) -> bool:
    """Whether this occasion shows the trait; a counted one is used up by it."""
    behaviour = behaviour_of(store, part)
    if not behaviour.shows(trait) or not behaviour.counts(trait):
        return behaviour.shows(trait)
    with store.begin(TELLER, f"behaviour:{part}") as work:
        current = work.behaviours.get(part)
        work.behaviours.put(part, current.after(trait))
        return work.commit(current.shows(trait))
