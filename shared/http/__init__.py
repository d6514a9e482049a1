"""Calling other services: pooled sessions, timeouts, careful repeats, a breaker, tokens, and no socket where none is needed."""
