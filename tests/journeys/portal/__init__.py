"""The citizens' front as its users meet it, without a screen."""
