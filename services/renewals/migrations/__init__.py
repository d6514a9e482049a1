"""The history of the schema of renewals."""
