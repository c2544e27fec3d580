-- Similarity learned from public playlists: rows of a sparse matrix over the listed recordings, in blocks; never changed.
create table recs.learned_similarity (like vectors.neighbours including all);
grant select, insert on recs.learned_similarity to linernotes_open;
grant select on recs.learned_similarity to linernotes_display;
