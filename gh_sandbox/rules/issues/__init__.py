"""Rules for issues, and for what pull requests share with them."""
