"""Rules of access: pure decisions about clients, agreements, proofs of identity and refresh tokens."""
