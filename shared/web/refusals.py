"""Refusals that only HTTP knows; the domain has no word for them."""

from __future__ import annotations

from shared.kernel.errors import DomainError


class UnsupportedMediaType(DomainError):
    """The body is of a type the route does not read (415)."""


class NotAcceptable(DomainError):
    """The caller takes no media type the route has (406)."""
