"""What tests share: databases, actors, builders, stubs made from contracts."""
