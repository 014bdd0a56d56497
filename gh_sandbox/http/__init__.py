"""The HTTP part of every answer: versions, media types, conditional requests."""
