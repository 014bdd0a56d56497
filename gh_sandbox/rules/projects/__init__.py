"""Rules for projects: their fields, items, views and workflows."""
