"""The commands: the flags of each, and how it ends; `tasks` makes the collection of them.

What a command does is elsewhere: in `run/` in the file of the same name, or in a room of its own.
"""
