"""The register's own schema history."""
