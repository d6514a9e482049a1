"""Use cases of the stand-ins: sign in, redeem a code, open and pay an order, push a case, misbehave."""
