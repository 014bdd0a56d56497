"""Git's data: commits, references, files, and what is reported about commits."""
