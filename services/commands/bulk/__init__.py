"""Whole registries and police feeds brought in from files: ``gplx import`` and ``gplx police push``."""
