"""Checks of a backlog as a whole: what single values cannot show."""
