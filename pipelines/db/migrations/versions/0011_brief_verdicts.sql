-- The trend brief keeps what its checker refused, and which checker it was; each sentence names its writer and prompt.

alter table recs.trend_brief add column dropped jsonb not null default '[]';  -- [{text, subject_ids, post_ids, reason, writer, prompt_hash, request_hash}]
alter table recs.trend_brief add column checker_version text not null default '';
comment on column recs.trend_brief.sentences is
    '[{subject_kind, subject_id, text, artist_ids, post_ids, verdict, writer, prompt_hash, request_hash}], see pipelines/llm/brief.py';
