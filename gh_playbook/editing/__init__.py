"""Edits of a backlog file: names, lists and values change, and every other line stays."""
