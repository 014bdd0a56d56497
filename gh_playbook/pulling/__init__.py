"""Pull: people's changes on GitHub go into the backlog file, by three-way comparison.

A backlog, a world and the last written values go in; edits of the files and conflicts come out.
"""
