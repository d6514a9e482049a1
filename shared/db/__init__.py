"""Databases: engines for SQLite and PostgreSQL, the unit of work, and what every service stores the same way."""
