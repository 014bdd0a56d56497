"""What an organization defines for the issues of all its repositories."""
