-- The order of a slate flows by tempo and energy; the step in which a song was picked stays on record.
-- Rows of before stood in the order of picking; what they were picked with is score + their deltas.

alter table recs.slate_song add column picked integer check (picked > 0);  -- step of the selection, 1 = first
alter table recs.slate_song add column picked_value double precision;      -- score + deltas of recs.rerank_step

update recs.slate_song set picked = position;
update recs.slate_song as song
set picked_value = song.score + steps.delta
from (
    select listener_id, week, edition, recording_id, sum(delta) as delta from recs.rerank_step group by 1, 2, 3, 4
) as steps
where (song.listener_id, song.week, song.edition, song.recording_id)
    = (steps.listener_id, steps.week, steps.edition, steps.recording_id);

comment on column recs.rerank_step.step is 'mmr, calibration, freshness';
