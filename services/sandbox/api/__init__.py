"""The JSON surface of the stand-ins."""
