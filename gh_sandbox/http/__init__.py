"""The HTTP aspects of all answers: versions, media types, conditional requests."""
