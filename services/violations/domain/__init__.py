"""Rules on cases, points and standing: pure functions of facts and a date. Standard library and the kernel only."""
