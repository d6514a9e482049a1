"""The HTTP surface of access: token endpoints, discovery, administration."""
