"""The services of the suite. They own disjoint facts, talk over HTTP and never import one another."""
