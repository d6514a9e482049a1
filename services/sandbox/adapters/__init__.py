"""Tables and repositories, keys, and the calls to the suite: notifications and pushed cases."""
