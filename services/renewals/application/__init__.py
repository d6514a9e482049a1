"""Use cases of renewals: gather, decide, commit, tell."""
