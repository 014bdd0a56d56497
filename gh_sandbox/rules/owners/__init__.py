"""Rules for users and organizations, and for what organizations define."""
