-- Songs that the model proposed and our catalogue lacks: looked for once, and the answer kept.

create table recs.sought_song (                      -- the first run of a week decides; later weeks reuse its answer
    week        text not null,
    song_key    text not null,                       -- first artist and base title, normalised
    artist_name text not null,
    title       text not null,
    outcome     text not null check (outcome in ('found', 'invented', 'unknown')),  -- unknown: nobody was asked
    mbid        text,                                -- of the recording that was found
    known_at    timestamptz not null,
    primary key (week, song_key)
);
grant select, insert, update, delete on recs.sought_song to linernotes_open;
grant select on recs.sought_song to linernotes_display;
grant select, delete, update on recs.sought_song to linernotes_erasure;

alter table recs.proposal drop constraint proposal_outcome_check;
alter table recs.proposal add constraint proposal_outcome_check check (
    outcome in ('resolved', 'found', 'invented', 'unknown', 'owned', 'delivered', 'excluded')
);
comment on column recs.proposal.outcome is
    'resolved: a candidate; found: real, and not in this week''s catalogue; invented: no service knows it; unknown: not looked up';
