"""Journeys in a real browser: phone and desktop, both languages, keyboard, scripts off, and axe on every page."""
