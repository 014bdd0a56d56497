"""Rules for git's data: commits, references, files, and what is reported about commits."""
