"""The demo world: fictitious people, what the registers know of them, and what a check must therefore answer."""
