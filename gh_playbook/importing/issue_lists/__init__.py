"""Plans as lists of issues in JSON: of `gh`, and of other tools."""
