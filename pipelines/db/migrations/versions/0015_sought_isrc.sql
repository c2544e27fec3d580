-- A proposed song that MusicBrainz does not know by name may be known to Spotify: then its ISRC is kept.

alter table recs.sought_song add column isrc text;   -- of the track that was found; null when MusicBrainz found the song
