"""What exists, which issue is which, and what a change is: plain data."""
