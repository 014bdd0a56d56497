"""Rules for pull requests, their reviews and differences."""
