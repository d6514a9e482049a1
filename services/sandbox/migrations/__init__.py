"""The history of the sandbox's database."""
