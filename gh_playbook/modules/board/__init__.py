"""The board itself: the project with its fields, views, links, updates and rules."""
