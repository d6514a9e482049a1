"""The few words every layer may speak: time, identity, errors, settings, working days. Standard library only."""
