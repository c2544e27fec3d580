-- What a release hash stands for: the settings that bear on results, by name, so that two editions can be told apart.

create table recs.release (
    release     text primary key,   -- as in recs.edition
    settings    jsonb not null,     -- name -> value
    made_at     timestamptz not null default now()
);
grant select, insert on recs.release to linernotes_open;
grant select on recs.release to linernotes_display, linernotes_erasure;
