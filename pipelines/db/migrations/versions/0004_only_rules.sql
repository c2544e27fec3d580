-- A wish can ask for one thing alone; a listener has a dial; a what-if can leave out one own thing or a whole feedback.

alter table recs.rule drop constraint rule_effect_check;
alter table recs.rule add constraint rule_effect_check check (effect in ('exclude', 'prefer', 'avoid', 'only'));

comment on column app.profile_edit.edit is '{"dial": 0..1}: 0 familiar, 0.5 the middle, 1 adventurous';
comment on column recs.rerank_step.step is 'mmr, calibration, freshness, dial';
comment on column recs.what_if.without_kind is 'playlist, own_thing, reddit, wish, feedback, profile_edit, model';
comment on column recs.what_if.without_id is 'playlist id, recording id, rule id, event id of a feedback, or ''all''';
