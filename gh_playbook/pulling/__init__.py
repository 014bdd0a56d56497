"""What people changed on GitHub, taken into the backlog file: compared three ways, field by field.

Pure: a backlog, a world and what was last written in; edits of the file and conflicts out.
"""
