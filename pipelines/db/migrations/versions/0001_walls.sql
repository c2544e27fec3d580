-- Our own schemas. dbt owns staging, intermediate, marts and the models in restricted.
-- Times are UTC. Ids are uuid5 (pipelines/domain/ids.py). "listener_id = 0..0" stands for "shared by all".

create extension if not exists vector;

create schema landing;
create schema restricted;
create schema identity;
create schema staging;
create schema intermediate;
create schema marts;
create schema links;
create schema vectors;
create schema recs;
create schema explain;
create schema app;
create schema ops;

-- ------------------------------------------------------------------ landing
-- A sealed slice: written in the transaction of its last row. Rows without one are invisible.
create table landing.slice (
    slice_id        uuid primary key,
    source          text not null,              -- spotify, reddit, musicbrainz, listenbrainz, reccobeats, file:<name>
    listener_id     uuid,                       -- null: shared
    day             date not null,              -- UTC day of the slice; for a file the day of its import
    state           text not null check (state in ('landed', 'empty', 'missing', 'off')),
    first_known_at  timestamptz not null,       -- oldest known_at of its rows (seal time when it has none)
    known_at        timestamptz not null,       -- newest known_at of its rows
    row_count       integer not null,
    sha256          text not null,              -- over the rows' sha256, in order of record_id
    licence         text not null default '',
    policy          text not null default 'open' check (policy in ('open', 'restricted')),
    reason          text not null default ''
);
create index on landing.slice (source, day);

do $$
declare
    target text;
begin
    foreach target in array array[
        'landing.reddit', 'landing.musicbrainz', 'landing.listenbrainz', 'landing.reccobeats', 'landing.file',
        'restricted.landing_spotify'
    ] loop
        execute format($ddl$
            create table %s (
                record_id   uuid primary key,           -- uuid5(slice, kind, source_key, sha256)
                slice_id    uuid not null,
                source      text not null,
                kind        text not null,              -- what the payload is, e.g. post, playlist, playlist_items
                source_key  text not null,              -- the source's own id of the thing
                listener_id uuid,
                payload     jsonb not null,
                sha256      text not null,
                event_at    timestamptz,                -- the source's own time; null when it gives none
                known_at    timestamptz not null        -- Date header of the answer; import time of a file
            )$ddl$, target);
        execute format('create index on %s (slice_id)', target);
        execute format('create index on %s (kind, source_key)', target);
    end loop;
end $$;

create table landing.quarantine (
    quarantine_id   uuid primary key,
    source          text not null,
    kind            text not null,
    source_key      text not null,
    reason          text not null,
    payload         jsonb not null,
    known_at        timestamptz not null
);

create function ops.refuse_change() returns trigger language plpgsql as $$
begin
    if current_user = 'linernotes_erasure' then
        if tg_op = 'DELETE' then
            return old;
        end if;
        return new;
    end if;
    raise exception '% is append-only', tg_table_schema || '.' || tg_table_name;
end $$;

do $$
declare
    target text;
begin
    foreach target in array array[
        'landing.reddit', 'landing.musicbrainz', 'landing.listenbrainz', 'landing.reccobeats', 'landing.file',
        'restricted.landing_spotify', 'landing.slice'
    ] loop
        execute format(
            'create trigger append_only before update or delete on %s for each row execute function ops.refuse_change()', target
        );
    end loop;
end $$;

-- ----------------------------------------------------------------- identity  (append-only, read as of the week)
create table identity.recording_key (
    key_kind        text not null check (key_kind in ('mbid', 'isrc', 'spotify_uri', 'name')),
    key_value       text not null,
    recording_id    uuid not null,
    method          text not null,
    method_version  text not null,
    confidence      real not null check (confidence between 0 and 1),
    source          text not null,
    known_at        timestamptz not null,
    primary key (key_kind, key_value, recording_id)
);
create index on identity.recording_key (recording_id);

create table identity.recording_merge (              -- from (weaker key) is the same recording as into (stronger key)
    from_recording_id   uuid not null,
    into_recording_id   uuid not null,
    method              text not null,
    method_version      text not null,
    known_at            timestamptz not null,
    primary key (from_recording_id, into_recording_id)
);

create table identity.recording_group (              -- versions of one song: same first artist, same base title
    recording_id    uuid not null,
    group_id        uuid not null,
    artist_id       uuid not null,                   -- the first artist of the credit
    method_version  text not null,
    known_at        timestamptz not null,
    primary key (recording_id, group_id)
);

create table identity.song_hash (                    -- salted hash of normalised artist + title: for exclusion only
    recording_id    uuid not null,
    song_hash       text not null,
    known_at        timestamptz not null,
    primary key (recording_id, song_hash)
);
create index on identity.song_hash (song_hash);

create table identity.artist_key (
    key_kind        text not null check (key_kind in ('mbid', 'spotify_uri', 'name')),
    key_value       text not null,
    artist_id       uuid not null,
    method          text not null,
    method_version  text not null,
    confidence      real not null check (confidence between 0 and 1),
    source          text not null,
    known_at        timestamptz not null,
    primary key (key_kind, key_value, artist_id)
);

create table identity.playable (                     -- where a recording plays; a null uri is a stored "nowhere"
    recording_id    uuid not null,
    market          text not null,
    spotify_uri     text,
    method          text not null,
    known_at        timestamptz not null,
    primary key (recording_id, market)
);

create table identity.slice_resolved (               -- slices whose rows have their identity; each is read once
    slice_id        uuid primary key,
    method_version  text not null
);

create table identity.salt (                         -- one row; owner only
    only_one    boolean primary key default true check (only_one),
    salt        text not null
);

-- -------------------------------------------------------------------- links
create table links.mention (                         -- grain: one place in one post or comment that names an artist
    post_id         text not null,                   -- Reddit fullname
    artist_id       uuid not null,
    recording_id    uuid,
    week            text not null,                   -- the week that reads it; adr 5
    post_week       text not null,                   -- the post's own week: this one, or one of the four before
    start_offset    integer not null,                -- code points into title || E'\n' || text
    end_offset      integer not null,
    method          text not null,
    method_version  text not null,
    confidence      real not null check (confidence between 0 and 1),
    known_at        timestamptz not null,
    primary key (week, post_id, artist_id, start_offset, method_version)
);

create table links.week_linked (                     -- a reading week whose posts were linked, once
    week            text not null,
    method_version  text not null,
    post_count      integer not null,
    mention_count   integer not null,
    primary key (week, method_version)
);

-- ------------------------------------------------------------------ vectors
create table vectors.embedding (
    thing_kind  text not null,                       -- recording
    thing_id    uuid not null,
    model       text not null,
    text_hash   text not null,
    embedding   vector(384) not null,
    primary key (thing_id, model, text_hash)
);

create table vectors.week_vector (                   -- which vector a recording has in a week
    week            text not null,
    recording_id    uuid not null,
    model           text not null,
    text_hash       text not null,
    primary key (week, recording_id, model)
);

-- ---------------------------------------------------------------------- app
create table app.listener (
    listener_id         uuid primary key,
    display_name        text not null,
    spotify_account_id  text,
    market              text not null default 'DE',
    source              text not null default 'spotify',     -- spotify, or file:<name> for an imported library
    first_week          text not null,
    created_at          timestamptz not null,
    left_at             timestamptz
);

create table app.listener_token (
    listener_id     uuid primary key references app.listener on delete cascade,
    ciphertext      bytea not null,                  -- Fernet of the token JSON
    scopes          text not null,
    authorized_at   timestamptz not null,
    expires_at      timestamptz not null             -- of the refresh token: six months after authorisation
);

create table app.feedback (                          -- append-only events
    event_id        uuid primary key,
    listener_id     uuid not null references app.listener on delete cascade,
    week            text not null,                   -- the report it was given on
    recording_id    uuid not null,
    kind            text not null check (kind in ('more', 'less', 'never', 'wrong_reason')),
    created_at      timestamptz not null
);

create table app.wish (
    event_id        uuid primary key,
    listener_id     uuid not null references app.listener on delete cascade,
    text            text not null,
    lang            text not null default 'en',
    created_at      timestamptz not null
);

create table app.profile_edit (
    event_id        uuid primary key,
    listener_id     uuid not null references app.listener on delete cascade,
    edit            jsonb not null,
    created_at      timestamptz not null
);

create table app.playlist (                          -- the one playlist that we write for a listener
    listener_id         uuid primary key references app.listener on delete cascade,
    spotify_playlist_id text not null,
    created_at          timestamptz not null
);

create table app.publish_permit (                    -- one shot: lets one older edition go out
    permit_id       uuid primary key,
    listener_id     uuid not null references app.listener on delete cascade,
    week            text not null,
    edition         integer,
    granted_at      timestamptz not null,
    used_at         timestamptz
);

create table app.publication (                       -- outbox; the live playlist converges to the highest number
    publication_number  bigint generated always as identity primary key,
    listener_id         uuid not null references app.listener on delete cascade,
    week                text not null,
    edition             integer not null,
    uris                text[] not null,
    recording_ids       uuid[] not null,
    group_ids           uuid[] not null,
    title               text not null,
    description         text not null,
    state               text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed')),
    snapshot_id         text,
    detail              text not null default '',
    lease_until         timestamptz,
    created_at          timestamptz not null,
    sent_at             timestamptz,
    unique (listener_id, week, edition)
);

-- --------------------------------------------------------------------- recs
create table recs.week_input (                       -- what a week reads; written once, by its first run
    week        text not null,
    listener_id uuid not null,                       -- 0..0: shared
    input_kind  text not null check (input_kind in ('slice', 'feedback', 'wish', 'profile_edit')),
    input_id    uuid not null,
    primary key (week, listener_id, input_kind, input_id)
);

create table recs.week_frozen (                      -- marks that the inputs are complete, even when there are none
    week            text not null,
    listener_id     uuid not null,
    input_hash      text not null,                   -- over the slices' and events' ids and hashes
    missing         text[] not null default '{}',    -- "source day" pairs that never came
    primary key (week, listener_id)
);

create table recs.rule (                             -- a wish or a feedback, as a rule that code can apply
    listener_id uuid not null,
    week        text not null,
    rule_id     uuid not null,
    origin      text not null check (origin in ('wish', 'feedback', 'profile_edit')),
    event_id    uuid not null,
    effect      text not null check (effect in ('exclude', 'prefer', 'avoid')),
    facet       text not null,                       -- genre, mood, tempo, decade, language, artist, recording, explicit
    value       text not null,
    strength    double precision not null,
    words       text not null default '',            -- the listener's own words it came from
    parser      text not null,                       -- rules, or the model's name
    primary key (listener_id, week, rule_id)
);

create table recs.unread_words (                     -- words of a wish that no rule came from: shown, not dropped
    listener_id uuid not null,
    week        text not null,
    event_id    uuid not null,
    words       text not null,
    primary key (listener_id, week, event_id, words)
);

create table recs.proposal (                         -- what the model proposed, and what became of it
    listener_id         uuid not null,
    week                text not null,
    proposal_number     integer not null,
    artist_name         text not null,
    title               text not null,
    steps               jsonb not null,              -- the model's stated steps: [{evidence_ids, step, verdict}]
    verdict             double precision not null,   -- bounded to [-1, 1]
    recording_id        uuid,                        -- null: dropped
    outcome             text not null check (outcome in ('resolved', 'unknown', 'owned', 'delivered', 'excluded')),
    request_hash        text not null,
    primary key (listener_id, week, proposal_number)
);

create table recs.trend_brief (                      -- what is going on, per week; sentences cite post ids
    week            text primary key,
    writer          text not null,                   -- template, or the model's name
    sentences       jsonb not null,                  -- [{text, artist_ids, post_ids}]
    request_hash    text
);

create table recs.edition (
    listener_id uuid not null,
    week        text not null,
    edition     integer not null,
    release     text not null,
    input_hash  text not null,
    state       text not null check (state in ('scored', 'explained', 'published')),
    pool_size   integer not null,
    playable    integer not null,
    wanted      integer not null,
    notes       jsonb not null default '{}',         -- fallbacks taken, why a slate is short, sources missing
    rows_hash   text not null,
    publication_seen bigint not null default 0,      -- newest publication whose songs it kept out; a re-run looks no further
    json_hash   text,
    png_hash    text,
    primary key (listener_id, week, edition)
);

create table recs.candidate (                        -- the frozen pool; terms add up to score
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    recording_id    uuid not null,
    group_id        uuid not null,
    artist_id       uuid not null,
    sources         text[] not null,                 -- similar, vector, trend, proposal, co_listed
    own             double precision not null,
    sound           double precision not null,
    trend           double precision not null,
    wish            double precision not null,
    judgement       double precision not null,
    popularity      double precision not null,       -- <= 0
    score           double precision not null,
    rank            integer not null,                -- 1 = best score; ties by recording_id
    spotify_uri     text,                            -- of the playable pool; null: unknown or nowhere
    primary key (listener_id, week, edition, recording_id)
);

create table recs.score_part (                       -- for slate songs: adds up to candidate.score within 1e-9
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    recording_id    uuid not null,
    term            text not null,                   -- own, sound, trend, wish, judgement, popularity
    subject_kind    text not null,                   -- recording, post, rule, proposal, count, other
    subject_id      text not null,                   -- id as text; 'other' for the exact rest
    value           double precision not null,
    detail          jsonb not null default '{}',     -- factors of the value: weight, similarity, ...
    primary key (listener_id, week, edition, recording_id, term, subject_id)
);

create table recs.slate_song (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    position        integer not null check (position > 0),
    recording_id    uuid not null,
    group_id        uuid not null,
    artist_id       uuid not null,
    score           double precision not null,
    rank            integer not null,                -- by score, before re-ranking
    role            text not null,                   -- core, stretch, trend, wish, discovery
    spotify_uri     text,
    primary key (listener_id, week, edition, position),
    unique (listener_id, week, edition, recording_id)
);

create table recs.rerank_step (                      -- further additive terms of the selection
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    recording_id    uuid not null,
    step            text not null,                   -- mmr, calibration
    delta           double precision not null,
    primary key (listener_id, week, edition, recording_id, step)
);

create table recs.what_if (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    recording_id    uuid not null,
    without_kind    text not null,                   -- playlist, reddit, wish, feedback, model
    without_id      text not null,                   -- playlist id, rule id, or 'all'
    rank            integer not null,                -- by score in the frozen pool, without it
    on_slate        boolean not null,                -- still on the re-selected slate
    primary key (listener_id, week, edition, recording_id, without_kind, without_id)
);

create table recs.evidence (                         -- scoring evidence: frozen and hashed by recommend
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    evidence_id     text not null,                   -- short, stable within the edition: e1, e2, ...
    recording_id    uuid,                            -- null: about the slate
    kind            text not null,
    payload         jsonb not null,
    sha256          text not null,
    primary key (listener_id, week, edition, evidence_id)
);

create table recs.run_metrics (
    week        text not null,
    listener_id uuid not null,                       -- 0..0: the run
    name        text not null,
    value       double precision not null,
    primary key (week, listener_id, name)
);

-- ------------------------------------------------------------------ explain
create table explain.claim (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    claim_id        text not null,                   -- c1, c2, ...
    recording_id    uuid,                            -- null: about the slate
    predicate       text not null,
    subject         text not null,
    objects         jsonb not null default '[]',
    value           double precision,
    unit            text not null default '',
    evidence_ids    text[] not null,
    verdict         text not null check (verdict in ('supported', 'unsupported', 'not_checkable')),
    reason          text not null default '',
    checker_version text not null,
    published       boolean not null,
    primary key (listener_id, week, edition, claim_id)
);

create table explain.text (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    slot            text not null,                   -- song:<recording_id>, headline, trend, variety, changes
    writer          text not null,                   -- template, or the model's name
    sentences       jsonb not null,                  -- [{text, claim_ids, verdict, reason}], dropped ones included
    text            text not null,                   -- the published sentences
    request_hash    text,
    primary key (listener_id, week, edition, slot)
);

create table explain.chart (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    subject         text not null,                   -- recording id, or 'slate'
    kind            text not null,                   -- parts, range, slate
    png             bytea not null,
    numbers         jsonb not null,                  -- exactly what is drawn
    alt             text not null,
    sha256          text not null,
    primary key (listener_id, week, edition, subject, kind)
);

create table explain.report (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    report          jsonb not null,
    sha256          text not null,
    primary key (listener_id, week, edition)
);

-- ---------------------------------------------------------------------- ops
create table ops.fence (
    slice   text primary key,
    value   bigint not null
);

create function ops.check_fence(slice_name text, held bigint) returns void language plpgsql as $$
begin
    if slice_name <> '' and held <> coalesce((select f.value from ops.fence as f where f.slice = slice_name for share), -1) then
        raise exception 'a newer task owns %; this one wrote nothing', slice_name;
    end if;
end $$;

create table ops.llm_request (                       -- claimed by hash before sending: two runs pay once
    request_hash    text primary key,
    room            text not null,                   -- wish, proposals, post, brief, words
    prompt_version  text not null,
    model           text not null,
    request         jsonb not null,
    state           text not null check (state in ('claimed', 'answered', 'failed')),
    answer          jsonb,
    detail          text not null default '',
    refused_weeks   text[] not null default '{}',   -- weeks that had to go on without it (caps, quota); they still do
    claimed_at      timestamptz not null,
    lease_until     timestamptz not null,
    answered_at     timestamptz
);

create table ops.llm_ledger (
    ledger_id       uuid primary key,
    request_hash    text not null,
    week            text not null,
    listener_id     uuid,
    room            text not null,
    model           text not null,
    tokens_in       integer not null,
    tokens_out      integer not null,
    cost_usd        numeric(12, 6) not null,
    sent_at         timestamptz not null,
    outcome         text not null                    -- answered, refused, invalid, failed
);

create table ops.week_built (                        -- which code built a part of a week's warehouse, from which inputs
    week        text not null,
    part        text not null check (part in ('catalogue', 'trend')),
    release     text not null,
    input_hash  text not null,
    primary key (week, part)
);

create table ops.run_log (
    run_log_id      uuid primary key,
    week            text,
    step            text not null,
    message         text not null,
    at              timestamptz not null
);

-- -------------------------------------------------------------------- roles
do $$
declare
    role_name text;
begin
    foreach role_name in array array['linernotes_open', 'linernotes_display', 'linernotes_erasure'] loop
        begin
            execute format('create role %I nologin', role_name);
        exception when duplicate_object or unique_violation then
            null;  -- roles belong to the server; another database of ours made it
        end;
        execute format('grant %I to current_user', role_name);
    end loop;
end $$;

-- open builds what enters prompts, vectors and similarity: nothing restricted, no tokens, no salt
grant usage on schema landing, identity, staging, intermediate, marts, links, vectors, recs, app, ops, explain to linernotes_open;
grant select on all tables in schema landing, identity, links, vectors, recs to linernotes_open;
grant select on app.listener, app.feedback, app.wish, app.profile_edit, app.publication to linernotes_open;
revoke select on identity.salt from linernotes_open;
grant insert on identity.playable to linernotes_open;
grant insert, update, delete on all tables in schema links, vectors, recs to linernotes_open;
grant select, insert, update on all tables in schema ops to linernotes_open;
alter default privileges in schema staging, intermediate, marts grant select on tables to linernotes_open;

-- display fills names in after checking, serves the site, publishes
grant usage on schema landing, restricted, identity, staging, intermediate, marts, links, vectors, recs, explain, app, ops to linernotes_display;
grant select on all tables in schema restricted, identity, links, vectors, recs, explain, app, ops to linernotes_display;
grant select on landing.slice to linernotes_display;
revoke select on identity.salt from linernotes_display;
grant select, insert, update, delete on all tables in schema explain to linernotes_display;
grant insert, update on app.publication, app.playlist, app.listener_token, app.publish_permit to linernotes_display;
grant insert on app.feedback, app.wish, app.profile_edit to linernotes_display;
grant insert, update on ops.fence, ops.llm_request, ops.llm_ledger, ops.run_log to linernotes_display;
grant update (state, json_hash, png_hash, notes) on recs.edition to linernotes_display;
grant insert, update, delete on recs.run_metrics to linernotes_display;
alter default privileges in schema restricted, staging, intermediate, marts grant select on tables to linernotes_display;

grant usage on schema landing, restricted, identity, marts, links, vectors, recs, explain, app, ops to linernotes_erasure;
grant select, delete, update on all tables in schema landing, restricted, identity, links, vectors, recs, explain, app, ops to linernotes_erasure;
