"""The models of a backlog and its things, its short forms and its files."""
