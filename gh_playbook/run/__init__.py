"""What the commands do that work on a repository: their flags are in `commands/`.

A run has its whole flow in `flow.py`. `export`, `init`, `pull`, `report`, `undo` and `unlock` have
a file of their name.
"""
