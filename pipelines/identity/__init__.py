"""What is the same recording, artist, song: append-only rows, read as of a week."""
