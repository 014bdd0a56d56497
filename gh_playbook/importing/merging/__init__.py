"""A draft becomes a backlog file, or a part of one."""
