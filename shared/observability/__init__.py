"""What can be seen of a running service without seeing whose data it works on: logs, traces, metrics."""
