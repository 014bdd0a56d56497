"""The commands' bodies; `tasks` makes the Invoke collection of them."""
