"""Pull: people's changes on GitHub go into the backlog file, by three-way comparison.

Pure: a backlog, a world and the last written values go in; edits of the file and conflicts come
out.
"""
