"""Vectors of what is openly known about a recording: its genres, its moods and who plays it."""
