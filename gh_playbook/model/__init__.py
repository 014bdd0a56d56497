"""The model: existing things, the identity of issues, and changes; plain data."""
