-- Requests to the model: what a row cost and how it went, runs with their deadline, and batches.

alter table ops.llm_ledger
    add column run_key text not null default '',         -- the run that sent it, as in ops.llm_run
    add column tokens_cached integer not null default 0, -- of tokens_in, read from the provider's cache
    add column price_version text not null default '',   -- prices that cost_usd was counted with
    add column attempts integer not null default 1,      -- an answer that does not fit is asked for again in the same row
    add column batch_key uuid,                           -- of the last attempt; null: a direct call
    alter column cost_usd type numeric(15, 9);           -- a short request costs less than a millionth of a USD

create index on ops.llm_ledger (week);
create index on ops.llm_ledger (run_key);

create table ops.llm_run (                               -- when a run began to make a week: its requests end 18 h later
    week        text not null,
    run_key     text not null,
    started_at  timestamptz not null,
    primary key (week, run_key)
);

create table ops.llm_batch (                             -- written before anything is sent: `intended` outlives a crash
    batch_key       uuid primary key,                    -- also in the metadata at the service, where it is found again
    week            text not null,
    room            text not null,
    endpoint        text not null,                       -- /v1/responses or /v1/chat/completions
    state           text not null check (state in ('intended', 'submitted', 'loaded')),
    service_id      text,                                -- the service's own id, once it is known
    status          text not null default '',            -- the service's last word, or why there was none
    created_at      timestamptz not null,
    ended_at        timestamptz
);

create table ops.llm_batch_request (                     -- the lines of a batch; custom_id is the request's hash
    batch_key       uuid not null,
    request_hash    text not null,
    week            text not null,
    listener_id     uuid,
    ledger_id       uuid not null,
    reserved_in     integer not null,
    reserved_out    integer not null,
    outcome         text not null default 'waiting',     -- answered, refused, invalid, failed, unanswered
    primary key (batch_key, request_hash)
);

create index on ops.llm_batch (week, room) where state <> 'loaded';
create index on ops.llm_batch_request (request_hash);

grant select, insert, update on ops.llm_run, ops.llm_batch, ops.llm_batch_request
to linernotes_open, linernotes_display;
grant select, update, delete on ops.llm_run, ops.llm_batch, ops.llm_batch_request to linernotes_erasure;
