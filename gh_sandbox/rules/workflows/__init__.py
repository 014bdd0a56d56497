"""Rules for workflows, their runs, and the variables for them."""
