"""The little that outside systems decide by themselves: who may log in, when an order is paid, how they misbehave."""
