-- The model judges a shortlist: what it may cite, what it said and what became of it, and the slate without it.

create table recs.shortlist (                        -- songs that the model is asked about, and all that a step may cite
    listener_id     uuid not null,
    week            text not null,
    song_id         text not null,                   -- s1, s2, ... by recording_id
    recording_id    uuid not null,
    facts           jsonb not null,                  -- {genres, moods, tempo, decade, near, wishes, mention_count, ...}
    primary key (listener_id, week, song_id),
    unique (listener_id, week, recording_id)
);

create table recs.shortlist_evidence (               -- what is no fact of one song: profile f1.., own things o1.., wishes w1..
    listener_id     uuid not null,
    week            text not null,
    evidence_id     text not null,
    kind            text not null check (kind in ('profile', 'own', 'wish')),
    payload         jsonb not null,
    primary key (listener_id, week, evidence_id)
);

create table recs.judgement (                        -- one row per answer about a song, and per song without an answer
    listener_id     uuid not null,
    week            text not null,
    answer_number   integer not null,
    song_id         text not null,                   -- as the model wrote it
    recording_id    uuid,                            -- null: not a song that was asked for
    verdict_given   double precision,                -- in [-1, 1]; null: no answer
    verdict         double precision not null,       -- what counts: as given, or 0
    steps           jsonb not null,                  -- that survived: [{inference, speaks, text, cites: [{id, kind, ...}]}]
    dropped         jsonb not null,                  -- why the others did not, one reason each
    outcome         text not null check (
        outcome in ('supported', 'unsupported', 'contradicted', 'missing', 'unknown', 'duplicate')
    ),
    request_hash    text not null,
    primary key (listener_id, week, answer_number)
);

create table recs.without_model (                    -- the slate of the same inputs without the model; none where it said nothing
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    position        integer not null check (position > 0),
    recording_id    uuid not null,
    group_id        uuid not null,
    artist_id       uuid not null,
    score           double precision not null,
    primary key (listener_id, week, edition, position)
);

grant select, insert, update, delete
on recs.shortlist, recs.shortlist_evidence, recs.judgement, recs.without_model to linernotes_open;
grant select on recs.shortlist, recs.shortlist_evidence, recs.judgement, recs.without_model to linernotes_display;
grant select, delete, update
on recs.shortlist, recs.shortlist_evidence, recs.judgement, recs.without_model to linernotes_erasure;
