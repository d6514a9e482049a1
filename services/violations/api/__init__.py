"""The HTTP face: schemas in, use cases, schemas out."""
