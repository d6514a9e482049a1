"""Cross-cutting code only: nothing here knows what a driving licence is, and nothing here imports a service."""
