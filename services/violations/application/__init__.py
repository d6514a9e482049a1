"""What can be asked of violations, one function per use case, and the ports they need."""
