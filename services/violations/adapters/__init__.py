"""Tables, queries and rows: the only place that knows the databases."""
