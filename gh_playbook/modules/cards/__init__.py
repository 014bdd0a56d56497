"""Cards of the board: of issues, of drafts and by reference; their values and order."""
