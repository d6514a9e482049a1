"""The HTTP face of renewals."""
