-- What a listener's feedback and saving do to the weight of own things: one row per source and own thing.

create table recs.own_factor (
    listener_id     uuid not null,
    week            text not null,
    source_id       uuid not null,                  -- the feedback event; of what was saved an id made from the recording
    kind            text not null check (kind in ('wrong_reason', 'saved')),
    subject_id      uuid not null,                  -- the delivered song that it is about
    place           integer not null check (place >= 0),
    recording_id    uuid,                           -- the own thing; null at place 0: the source changes nothing
    factor          double precision not null check (factor > 0),
    primary key (listener_id, week, source_id, place),
    check ((recording_id is null) = (place = 0))
);
grant select, insert, update, delete on recs.own_factor to linernotes_open;
grant select on recs.own_factor to linernotes_display;
grant select, delete, update on recs.own_factor to linernotes_erasure;
