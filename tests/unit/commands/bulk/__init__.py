"""Tests of the command gplx."""
