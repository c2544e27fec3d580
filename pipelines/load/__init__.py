"""What others gathered, from files: playlists, Reddit posts, facts of tracks, and recorded answers of services."""
