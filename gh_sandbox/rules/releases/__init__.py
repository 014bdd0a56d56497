"""Rules for releases, their files and notes."""
