"""The look-up log: who looked at whose data, for whom, which fields and why; durable before the answer leaves."""

from shared.db.lookups.log import Lookup, LookupLog, RecordedLookup

__all__ = ["Lookup", "LookupLog", "RecordedLookup"]
