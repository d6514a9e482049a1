"""News and work over time: event feeds, their consumers, durable jobs and the thread that runs them."""
