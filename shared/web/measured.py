"""A body that goes over its limit is refused, never cut off and taken for whole."""

from __future__ import annotations

from typing import IO, cast

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream, get_input_stream


class MeasuredStream(LimitedStream):
    """Werkzeug's stream stops at a maximum without looking whether more would come; this one looks."""

    def on_exhausted(self) -> None:
        """Raise RequestEntityTooLarge if there is another byte."""
        if self._limit_is_max and self._stream.read(1):
            raise RequestEntityTooLarge

    def readall(self) -> bytes:
        """The whole body, or RequestEntityTooLarge."""
        found = super().readall()
        if found and self.is_exhausted:
            self.on_exhausted()
        return found


class MeasuredRequest(Request):
    """A request whose body may come without a length (chunked) and is measured all the same."""

    @cached_property
    def stream(self) -> IO[bytes]:
        """See :class:`MeasuredStream`."""
        found = get_input_stream(self.environ, max_content_length=self.max_content_length)
        if isinstance(found, LimitedStream) and self.max_content_length is not None:
            limit, is_max = found.limit, "wsgi.input_terminated" in self.environ
            return cast("IO[bytes]", MeasuredStream(self.environ["wsgi.input"], limit, is_max=is_max))
        return found
