"""Songs that the model proposes to one listener, with its stated steps; each becomes a real recording or is dropped."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.names import song_key
from pipelines.llm import model_name, tables
from pipelines.llm.client import Answer, ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.proposal_inputs import (
    OFFERED,
    KnownListener,
    OpenCatalogue,
    build_inputs,
    is_excluded,
    is_owned,
    read_catalogue,
    read_known,
    readable,
)
from pipelines.llm.question import Question
from pipelines.llm.schemas import MAX_TEXT, Proposal, Proposals, ProposalStep
from pipelines.llm.text import clean, has_markup, is_clause, long_names
from pipelines.settings import Settings
from pipelines.standing import still_open

_LONGEST_NAME = 200


def propose(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Ask for proposals, one request per listener, and write recs.proposal; how many, dropped ones included.

    Replaces the rows of each listener and week; the stored answer gives the same rows again. Rows that an edition
    stands on stay as they are: the sentences of the brief that were asked about may have gone with their posts.

    Raises:
        RateLimitedError: The model asks us to come back later; this listener's rows stay (as after ServiceError).
    """
    listeners = still_open(settings, week, listener_ids, "recs.proposal")
    if model_name(settings) is None:
        for listener in listeners:
            _replace(settings, week, listener, [])
        return 0
    with db.transaction(settings, "open") as connection:
        catalogue = read_catalogue(connection, week)
    return sum(_propose_to(settings, week, listener, catalogue) for listener in listeners)


def _propose_to(settings: Settings, week: str, listener_id: UUID, catalogue: OpenCatalogue) -> int:
    with db.transaction(settings, "open") as connection:
        known = read_known(connection, week, listener_id, catalogue)
    question, ids = _question(week, listener_id, known)
    answer = ask(settings, **vars(question))
    rows = [] if answer is None else _rows(week, listener_id, answer, known, ids)
    _replace(settings, week, listener_id, rows)
    return len(rows)


def proposal_questions(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> list[Question]:
    """What `propose` will ask, for a batch ahead of it."""
    listeners = still_open(settings, week, listener_ids, "recs.proposal")
    with db.transaction(settings, "open") as connection:
        catalogue = read_catalogue(connection, week)
        known = {one: read_known(connection, week, one, catalogue) for one in listeners}
    return [_question(week, listener, one)[0] for listener, one in known.items()]


def _question(week: str, listener_id: UUID, known: KnownListener) -> tuple[Question, dict[str, str]]:
    """The question, and what its short ids stand for."""
    inputs, ids = build_inputs(known)
    return Question("proposals", Proposals, read_prompt("proposals"), inputs, week, listener_id), ids


def _replace(settings: Settings, week: str, listener_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    with db.transaction(settings, "open") as connection:
        # runs whose chains overlap replace the same rows with the same rows, one after the other
        lock = f"proposals:{listener_id}:{week}"
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
        db.execute(connection, "delete from recs.proposal where listener_id = %s and week = %s", [listener_id, week])
        db.insert_rows(connection, "recs.proposal", rows)


def _rows(
    week: str, listener_id: UUID, answer: Answer, known: KnownListener, ids: Mapping[str, str]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    offered = [
        known.catalogue.by_recording[one.removeprefix(OFFERED)] for one in ids.values() if one.startswith(OFFERED)
    ]
    told = [one[name] for one in offered for name in ("title", "artist_name")]
    wished = [readable(rule, known) for rule in known.rules if rule["facet"] in ("artist", "recording")]
    names = long_names([*told, *wished, *(one["name"] for one in known.catalogue.trend)])
    for proposal in answer.value.proposals:
        artist_name, title = _named(proposal.song, known, ids)
        key = song_key(artist_name, title)
        if key in seen or not artist_name or not title:
            continue
        seen.add(key)
        recording_id, outcome = _resolve(known.catalogue.by_song.get(key, []), title, known)
        rows.append(
            {
                "listener_id": listener_id,
                "week": week,
                "proposal_number": len(rows) + 1,
                "artist_name": artist_name,
                "title": title,
                "steps": db.Json(_kept_steps(proposal, key, known, ids, names)),
                "verdict": proposal.verdict / 100,
                "recording_id": recording_id,
                "outcome": outcome,
                "request_hash": answer.request_hash,
            }
        )
    return rows


def _named(song: str, known: KnownListener, ids: Mapping[str, str]) -> tuple[str, str]:
    """Artist and title of what was proposed: of an offered song by its id, else as `artist|title` says, if it does.

    What the model typed itself may hold no markup; what we offered may be called as it is.
    """
    meaning = ids.get(song.strip(), "")
    if meaning.startswith(OFFERED):
        track = known.catalogue.by_recording[meaning.removeprefix(OFFERED)]
        artist_name, title = track["artist_name"], track["title"]
    else:
        artist_name, _, title = song.partition(tables.BAR)
        if has_markup(artist_name) or has_markup(title):
            return "", ""
    return clean(artist_name, _LONGEST_NAME), clean(title, _LONGEST_NAME)


def _resolve(versions: Sequence[Mapping[str, Any]], title: str, known: KnownListener) -> tuple[UUID | None, str]:
    """The recording that a proposal names, the version with just that title first, or why there is none."""
    if not versions:
        return None, "unknown"
    best = min(versions, key=lambda track: (track["title"].casefold() != title.casefold(), str(track["recording_id"])))
    if any(is_owned(track, known) for track in versions):
        return None, "owned"
    if any(track["group_id"] in known.delivered_groups for track in versions):
        return None, "delivered"
    if is_excluded(best, known):
        return None, "excluded"
    return best["recording_id"], "resolved"


def _kept_steps(
    proposal: Proposal, key: str, known: KnownListener, ids: Mapping[str, str], names: frozenset[str]
) -> list[dict[str, Any]]:
    """Steps that rest on evidence of the request, in plain words (no value and no name), each once.

    Of songs a step may cite the proposed one alone: what is known of another does not speak for it.
    """
    kept = [
        _step(step, ids)
        for step in proposal.steps
        if step.cites
        and all(one in ids and _is_of(key, ids[one], known) for one in step.cites)
        and is_clause(step.text, names)
    ]
    return [step for place, step in enumerate(kept) if step not in kept[:place]]


def _is_of(key: str, meaning: str, known: KnownListener) -> bool:
    """Whether what an id stands for may be cited of a song: anything but another song."""
    if not meaning.startswith(OFFERED):
        return True
    track = known.catalogue.by_recording[meaning.removeprefix(OFFERED)]
    return song_key(track["artist_name"], track["title"]) == key


def _step(step: ProposalStep, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        "evidence_ids": [ids[one] for one in dict.fromkeys(step.cites)],
        "step": clean(step.text, MAX_TEXT),
        "verdict": step.speaks,
    }
