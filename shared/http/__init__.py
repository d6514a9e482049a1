"""Calling other services: pooled sessions, timeouts, careful repeats, a breaker, tokens; no socket where none is."""
