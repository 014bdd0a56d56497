"""Pull requests, their reviews, and comments on their lines."""
