"""Use cases of the register, one function each, and the ports they need."""
