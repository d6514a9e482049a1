"""violations: what police push about a person's driving, and whether anything of it stands in the way of a licence.

Owns: cases and all their versions, settlements, point restorations, the points ledger, how fresh each police source
is. Never owns: licences, holders, dossiers. Publishes: ``case.recorded``, ``case.settled``, ``case.cancelled``,
``standing.changed``, ``source.silent``, ``source.back``. Calls: ``access`` only (its keys).
"""
