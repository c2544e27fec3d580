-- What became of delivered songs makes rules of its own; what a later statement took the place of is told, not dropped.

alter table recs.rule drop constraint rule_origin_check;
alter table recs.rule add constraint rule_origin_check
    check (origin in ('wish', 'feedback', 'profile_edit', 'removed', 'readded'));
update recs.what_if set without_kind = 'saved' where without_kind = 'outcome';
comment on column recs.what_if.without_kind is
    'playlist, own_thing, reddit, wish, feedback, profile_edit, removed, readded, saved, model';
comment on column recs.what_if.without_id is
    'playlist id, recording id, rule id, event id of a feedback, id of an outcome, or ''all''';

create table recs.overruled (                           -- a wish, a feedback or an outcome of which no rule is in force
    listener_id uuid not null,
    week        text not null,
    event_id    uuid not null,                           -- of an outcome the id that stands for it
    origin      text not null check (origin in ('wish', 'feedback', 'removed', 'readded')),
    words       text not null,                           -- what the listener said, or which song it is about
    primary key (listener_id, week, event_id)
);
grant select, insert, update, delete on recs.overruled to linernotes_open;
grant select on recs.overruled to linernotes_display;
grant select, delete, update on recs.overruled to linernotes_erasure;
