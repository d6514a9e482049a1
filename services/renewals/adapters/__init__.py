"""Renewals outward: its database, its signing key, its blobs, and the systems it calls."""
