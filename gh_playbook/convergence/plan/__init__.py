"""Plans: what a run would do, in memory, in a file, and reviewed."""
