"""The state of the sandbox: its tables, a kept copy, and past states for delayed lists."""
