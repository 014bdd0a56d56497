"""A request, its reply, and the traffic of both, as the rest of the server sees them."""
