"""Tests of commands that need databases and services that answer."""
