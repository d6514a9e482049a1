"""The register in SQL, and the key that signs e-licences."""
