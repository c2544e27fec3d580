"""The first slate of a listener who has just connected: captured, frozen, made and published now, as edition 0."""

from contextlib import closing
from datetime import timedelta
from uuid import UUID, uuid4

from pipelines.cli.compose import Say, build_week, make_week
from pipelines.settings import Settings


def run_first_slate(settings: Settings, listener_id: UUID, *, say: Say) -> tuple[str, int]:
    """Make the first slate of a listener, or confirm it; its key, and how many songs were explained.

    Its inputs are frozen at its own start, under a key of its own (docs/adr/0008-first-slate.md), so neither the
    running week nor another listener is touched. The weekly run makes edition 1 without its songs.

    Raises:
        BadInputError: The listener is not new, or has no song that could be captured.
        LoginRefusedError: The listener's consent is missing or has ended.
    """
    from explain.make import explain_week
    from pipelines import db
    from pipelines.gates import publish as publish_gate
    from pipelines.llm import runs
    from pipelines.manifest import freeze_week
    from pipelines.publish import outbox

    with closing(db.connect(settings)) as connection:
        connection.autocommit = True
        # held by the session: of two commands at once the second finds the key of the first
        db.execute(connection, "select pg_advisory_lock(hashtextextended(%s, 0))", [f"first slate:{listener_id}"])
        key = _stored_key(settings, listener_id)
        if key is None:
            say("first captures")
            _capture(settings, listener_id)
            key = _new_key(settings, listener_id)
            freeze_week(settings, key, [listener_id])
    runs.begin(settings, key, f"first slate {uuid4()}")
    build_week(settings, key, say=say)
    make_week(settings, key, [listener_id], say=say)
    say(f"{key}: claims, words, charts")
    songs = explain_week(settings, key, [listener_id])
    publish_gate.check(settings, key, [listener_id])
    outbox.enqueue(settings, key, [listener_id])
    outbox.deliver(settings)
    return key, songs


def _stored_key(settings: Settings, listener_id: UUID) -> str | None:
    """The key of a first slate of the running week; None when there is none yet."""
    from pipelines import db
    from pipelines.clock import make_clock
    from pipelines.domain.weeks import calendar_week, is_first_slate, week_key
    from pipelines.errors import BadInputError

    running = week_key(make_clock(settings.clock)())
    with db.transaction(settings) as connection:
        sql = "select display_name, first_week, left_at from app.listener where listener_id = %s"
        listener = db.rows(connection, sql, [listener_id])[0]
        frozen = db.rows(
            connection, "select week from recs.week_frozen where listener_id = %s order by week", [listener_id]
        )
    name = listener["display_name"]
    firsts = [row["week"] for row in frozen if is_first_slate(row["week"])]
    if listener["left_at"] is not None:
        raise BadInputError(f"{name} has left; enrol them again with `linernotes listener add`")
    if firsts and calendar_week(firsts[0]) == running:
        return str(firsts[0])
    if firsts or len(frozen) > len(firsts):
        since = (firsts or [frozen[0]["week"]])[0]
        raise BadInputError(f"{name} is not new (inputs since {since}): the weekly run makes what follows")
    if listener["first_week"] != running:
        raise BadInputError(
            f"{name} begins with {listener['first_week']}, and a first slate is of the running week {running}: "
            "make the ended weeks with `linernotes run`"
        )
    return None


def _capture(settings: Settings, listener_id: UUID) -> None:
    from pipelines import db
    from pipelines.errors import BadInputError
    from pipelines.extract import first_day
    from pipelines.identity.resolve import resolve

    with db.transaction(settings) as connection:
        source = db.rows(connection, "select source from app.listener where listener_id = %s", [listener_id])[0][
            "source"
        ]
        loaded = db.one(
            connection, "select 1 from landing.slice where listener_id = %s and state = 'landed' limit 1", [listener_id]
        )
    if source == "spotify":
        first_day.capture_own(settings, listener_id)
    elif loaded is None:
        raise BadInputError("no file of this listener was imported: `linernotes import playlists` comes first")
    resolve(settings)
    first_day.capture_similar(settings, listener_id)
    resolve(settings)


def _new_key(settings: Settings, listener_id: UUID) -> str:
    """The key of now, the begun second counted, so that what was just captured is known by then."""
    from pipelines.domain.weeks import first_slate_key
    from pipelines.extract.first_day import now_there

    return first_slate_key(now_there(settings) + timedelta(seconds=1) - timedelta.resolution, listener_id)
