"""Projects: their fields, items and views."""
