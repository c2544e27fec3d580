-- A row for every sentence of every draft, the dropped ones included, and the request that asked for better ones.

alter table explain.text add column retry_hash text;   -- the request with the checker's findings; null: none, or unanswered

create table explain.sentence (
    listener_id     uuid not null,
    week            text not null,
    edition         integer not null,
    slot            text not null,                   -- as in explain.text
    number          integer not null,                -- from 1: the printed ones in the order of reading, then the dropped
    draft           text not null check (draft in ('first', 'retry', 'fallback')),
    part            text not null check (part in ('reason', 'detail', 'about', '')),   -- '' when it is not printed
    text            text not null,
    claim_ids       text[] not null,
    verdict         text not null check (verdict in ('supported', 'unsupported', 'not_checkable')),
    reason          text not null,                   -- why it is not printed
    published       boolean not null,
    checker_version text not null,
    writer          text not null,                   -- template, or the model's name
    prompt_version  text,                            -- of the model's request; null: the template
    request_hash    text,
    tokens_in       double precision not null,       -- the request's, in equal shares over the sentences of its answer
    tokens_out      double precision not null,
    cost_usd        double precision not null,
    primary key (listener_id, week, edition, slot, number)
);

grant select, insert, update, delete on explain.sentence to linernotes_display;
grant select, delete, update on explain.sentence to linernotes_erasure;
