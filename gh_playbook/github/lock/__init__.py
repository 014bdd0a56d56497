"""The lock: the lease on a repository, its stores, and who holds it."""
