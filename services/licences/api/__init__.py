"""The register over HTTP: marshmallow in, use case, marshmallow out."""
