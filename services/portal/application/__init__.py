"""What the portal does for a citizen, over ports."""
