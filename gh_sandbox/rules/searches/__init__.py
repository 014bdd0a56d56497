"""Rules for searches: of what the viewer may see, as the index has it."""
