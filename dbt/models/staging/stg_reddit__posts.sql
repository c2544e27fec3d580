{# Grain: one row per captured post or comment; a post that was deleted since is a tombstone without text or link. #}

with

captured as (

    select * from {{ source('landing', 'reddit') }}

    union all

    select * from {{ source('landing', 'file') }}
    where kind = 'post'

),

renamed as (

    select
        ----------  ids
        source_key as post_id,
        slice_id,
        payload ->> 'voter_hash' as voter_hash,

        ----------  text
        payload ->> 'subreddit' as subreddit,
        payload ->> 'permalink' as permalink,

        ----------  numerics
        cast(cast(payload ->> 'score' as numeric) as integer) as upvote_count,

        ----------  times
        event_at,
        known_at

    from captured

)

select * from renamed
