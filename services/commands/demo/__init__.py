"""``gplx demo``: the whole story, played by an outside client against a running suite."""

from services.commands.demo.command import command

__all__ = ["command"]
