"""What the sandbox holds: its tables, a kept copy of them, and past states for readers that lag."""
