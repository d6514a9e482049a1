"""Use cases of access: issue, refresh and revoke tokens; keep agreements and client keys."""
