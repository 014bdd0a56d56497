"""What belongs to HTTP in an answer, whatever it is about: versions, media types, conditions."""
