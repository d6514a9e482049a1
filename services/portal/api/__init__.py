"""What machines may ask of the portal."""
