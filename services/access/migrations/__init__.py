"""The history of the schema of access."""
