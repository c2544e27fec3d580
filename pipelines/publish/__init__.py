"""One playlist per listener at Spotify: an outbox, permits for older weeks, and delivery that converges."""
