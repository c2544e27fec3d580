"""Claims about one song: one small computation per predicate, from evidence rows alone."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

from explain.drafts import Draft
from explain.evidence import Evidence, NearestMiss, OwnFactor, Part, Range, Rule, Song, Terms, Trend, Weakest, WhatIf

LEAST_SHARE = 0.5
"""Percent of the score from which a share is worth a claim; smaller ones would be printed as 0%."""
KNOWN_ENOUGH = 5
"""Songs with a known feature from which a listener's range may be spoken of."""
_COMPARED = {
    "tempo_bpm": ("tempo_compared", "slower", "faster", "bpm"),
    "release_year": ("year_compared", "older", "newer", "year"),
    "energy": ("energy_compared", "calmer", "livelier", ""),
    "valence": ("valence_compared", "darker", "brighter", ""),
}
_TERMS = ("own", "sound", "trend", "wish", "judgement")
_STEPS = ("mmr", "calibration", "freshness", "dial")
Derivation = Callable[[Evidence, UUID], Iterator[Draft]]


def _own_songs(predicate: str, term: str) -> Derivation:
    def derive(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
        for evidence_id, part in evidence.of(Part, recording_id):
            if part.term != term or part.subject_kind != "recording" or part.title is None or part.artist_name is None:
                continue
            if part.share * 100 >= LEAST_SHARE:
                names = (part.title, part.artist_name)
                yield Draft(predicate, (evidence_id,), names, part.share * 100, "%")

    return derive


def because_of_playlist(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The share of the score that comes from songs kept in one playlist; a song in two playlists counts for both."""
    rows: dict[str, list[tuple[str, float]]] = {}
    for evidence_id, part in evidence.of(Part, recording_id):
        for playlist_id in part.playlist_ids:
            rows.setdefault(playlist_id, []).append((evidence_id, part.share))
    for playlist_id, found in sorted(rows.items()):
        share = math.fsum(share for _, share in found) * 100
        if share >= 1:
            yield Draft("because_of_playlist", tuple(one for one, _ in found), (playlist_id,), share, "%")


def term_share(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The share of the positive score that one term makes."""
    for term in _TERMS:
        found = [(one, part.share) for one, part in evidence.of(Part, recording_id) if part.term == term]
        share = math.fsum(max(share, 0.0) for _, share in found) * 100
        if share >= LEAST_SHARE:
            yield Draft("term_share", tuple(one for one, _ in found), (term,), share, "%")


def matches_wish(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """A wish, an edit or a feedback that lifts the song."""
    for evidence_id, part in evidence.of(Part, recording_id):
        if part.subject_kind == "rule" and part.words and part.share * 100 >= LEAST_SHARE:
            yield Draft("matches_wish", (evidence_id,), (part.origin, part.words), part.share * 100, "%")


def against_wish(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """A wish, an edit or a feedback that speaks against the song."""
    for evidence_id, part in evidence.of(Part, recording_id):
        if part.subject_kind == "rule" and part.words and part.value < 0:
            yield Draft("against_wish", (evidence_id,), (part.origin, part.words), part.value, "score")


def popularity_correction(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """What being well known costs the song."""
    for song_id, song in evidence.of(Song, recording_id):
        for terms_id, terms in evidence.of(Terms, recording_id):
            if song.listener_count is not None and abs(terms.popularity) >= 0.0005:  # noqa: PLR2004  (prints as 0.001)
                cited = (song_id, terms_id)
                yield Draft("popularity_correction", cited, (song.listener_count,), terms.popularity, "score")


def has_genre(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The song's first tag."""
    for evidence_id, song in evidence.of(Song, recording_id):
        if song.genres:
            yield Draft("has_genre", (evidence_id,), (song.genres[0].name,))


def has_genres(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The song's first two tags."""
    for evidence_id, song in evidence.of(Song, recording_id):
        if len(song.genres) > 1:
            yield Draft("has_genres", (evidence_id,), (song.genres[0].name, song.genres[1].name))


def has_mood(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The song's first mood."""
    for evidence_id, song in evidence.of(Song, recording_id):
        if song.moods:
            yield Draft("has_mood", (evidence_id,), (song.moods[0].name,))


def shares_genre(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """How many songs of the slate have this song's first tag as theirs, itself included."""
    for _, song in evidence.of(Song, recording_id):
        if not song.genres:
            continue
        genre = song.genres[0].name
        alike = [one for _, one, other in evidence.songs if other.genres and other.genres[0].name == genre]
        if len(alike) > 1:
            yield Draft("shares_genre", tuple(alike), (genre,), float(len(alike)), "songs")


def shares_tag(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The first tag that the song has in common with an own thing of its score; each own thing once."""
    told: set[str] = set()
    for evidence_id, part in evidence.of(Part, recording_id):
        if part.shared_tags and part.title and part.artist_name and part.subject_id not in told:
            told.add(part.subject_id)
            yield Draft("shares_tag", (evidence_id,), (part.shared_tags[0], part.title, part.artist_name))


def new_artist(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The listener keeps nothing by this artist."""
    for evidence_id, song in evidence.of(Song, recording_id):
        if song.is_new_artist:
            yield Draft("new_artist", (evidence_id,), (song.artist_name,))


def role(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """What the song is on the slate for."""
    for evidence_id, song in evidence.of(Song, recording_id):
        yield Draft("role", (evidence_id,), (song.role,))


def named_song(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The song itself, by name; as the first or the last of the slate."""
    for evidence_id, song in evidence.of(Song, recording_id):
        yield Draft("named_song", (evidence_id,), ("here", song.title, song.artist_name))
        if song.position == 1:
            yield Draft("named_song", (evidence_id,), ("first", song.title, song.artist_name))
        slate = evidence.songs
        if len(slate) > 1 and slate[-1][2].position == song.position:
            cited = tuple(dict.fromkeys([*(one for _, one, _ in slate), evidence_id]))
            yield Draft("named_song", cited, ("last", song.title, song.artist_name))


def _compared(feature: str) -> Derivation:
    predicate, below, above, unit = _COMPARED[feature]

    def derive(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
        for evidence_id, one in evidence.of(Range, recording_id):
            if one.feature != feature or one.known_count < KNOWN_ENOUGH:
                continue
            if one.song is None or one.p10 is None or one.p90 is None:
                continue
            word = below if one.song < one.p10 else above if one.song > one.p90 else "within"
            yield Draft(predicate, (evidence_id,), (word, one.p10, one.p90), one.song, unit)

    return derive


def trend_mentions(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """How often the artist was named in the week, by how many, and where most of it was."""
    for evidence_id, trend in evidence.of(Trend, recording_id):
        if trend.mention_count < 1:
            continue
        places = [post.subreddit for post in trend.posts if post.subreddit]
        objects = (trend.artist_name, trend.author_count, evidence.week or "", places[0] if places else "")
        yield Draft("trend_mentions", (evidence_id,), objects, float(trend.mention_count), "mentions")


def trend_rise(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """More talk than in the usual week of the four before, or talk out of nowhere."""
    for evidence_id, trend in evidence.of(Trend, recording_id):
        if trend.baseline_mean is None or trend.mention_count <= trend.baseline_mean:
            continue
        kind = "new" if trend.baseline_mean == 0 else "more"
        yield Draft("trend_rise", (evidence_id,), (kind, trend.artist_name), trend.baseline_mean, "mentions")


def trend_fall(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """Less talk than in the usual week of the four before."""
    for evidence_id, trend in evidence.of(Trend, recording_id):
        if trend.baseline_mean is not None and 0 < trend.mention_count < trend.baseline_mean:
            yield Draft("trend_fall", (evidence_id,), (trend.artist_name,), trend.baseline_mean, "mentions")


def trend_post(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """Where and when somebody wrote of the artist; the post itself may be gone since."""
    for evidence_id, trend in evidence.of(Trend, recording_id):
        for post in trend.posts:
            if post.subreddit and post.posted_at:
                yield Draft("trend_post", (evidence_id,), (post.post_id, post.subreddit, post.posted_at))


def rerank_moved(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """Where the song stands by score alone, among all candidates, and as which the re-ranking picked it."""
    for evidence_id, song in evidence.of(Song, recording_id):
        if song.picked is not None and song.picked != song.rank:
            direction = "forward" if song.picked < song.rank else "back"
            yield Draft("rerank_moved", (evidence_id,), (direction, song.rank), float(song.picked), "rank")


def rerank_step(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """What one step of the re-ranking added to the song's score, or took, when it was picked."""
    for evidence_id, song in evidence.of(Song, recording_id):
        for step in _STEPS:
            delta = float(getattr(song, step))
            if abs(delta) >= 0.0005:  # noqa: PLR2004  (prints as 0.001)
                name = f"{step} {'adds' if delta > 0 else 'takes'}"
                yield Draft("rerank_step", (evidence_id,), (name,), delta, "score")


def _what_if_names(evidence: Evidence, one: WhatIf) -> tuple[tuple[str, str], tuple[str, ...]] | None:
    """(playlist id, words) of what is taken away, and the rows that name it; None when it cannot be named."""
    if one.without_kind == "playlist":
        return (one.without_id, ""), ()
    if one.without_id == "all":
        return ("", ""), ()
    for evidence_id, rule in evidence.of(Rule):
        if one.without_id in (rule.rule_id, rule.event_id) and rule.words:
            return ("", rule.words), (evidence_id,)
    for evidence_id, factor in evidence.of(OwnFactor):
        if factor.source_id == one.without_id and factor.words:
            return ("", factor.words), (evidence_id,)
    return None


def what_if_rank(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The place by score that the song would have without something."""
    for evidence_id, one in evidence.of(WhatIf, recording_id):
        named = _what_if_names(evidence, one)
        if named is None or one.rank_without == one.rank_with:
            continue
        names, cited = named
        direction = "falls" if one.rank_without > one.rank_with else "rises"
        objects = (one.without_kind, direction, one.rank_with, one.pool_size, *names)
        yield Draft("what_if_rank", (evidence_id, *cited), objects, float(one.rank_without), "rank")


def what_if_gone(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The song would not be on the slate without something."""
    for evidence_id, one in evidence.of(WhatIf, recording_id):
        named = _what_if_names(evidence, one)
        if named is not None and not one.on_slate:
            names, cited = named
            objects = (one.without_kind, one.rank_with, one.pool_size, *names)
            yield Draft("what_if_gone", (evidence_id, *cited), objects, float(one.rank_without), "rank")


def what_if_same(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """Nothing changes for the song without something."""
    for evidence_id, one in evidence.of(WhatIf, recording_id):
        named = _what_if_names(evidence, one)
        if named is not None and one.on_slate and one.rank_without == one.rank_with:
            names, cited = named
            objects = (one.without_kind, *names)
            yield Draft("what_if_same", (evidence_id, *cited), objects, float(one.rank_with), "rank")


def what_if_own(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """What the own thing that moves the song most does, where it moves it more than any playlist."""
    found = evidence.of(WhatIf, recording_id)
    own = [(row, one) for row, one in found if one.without_kind == "own_thing" and one.title and one.artist_name]
    if not own:
        return
    evidence_id, best = max(own, key=lambda pair: _strength(pair[1]))  # of equal ones the first
    if _strength(best) <= max(
        (_strength(one) for _, one in found if one.without_kind == "playlist"), default=(False, 0)
    ):
        return
    falls = "falls" if best.rank_without > best.rank_with else "rises"
    objects = (
        falls if best.on_slate else "gone",
        best.rank_with,
        best.pool_size,
        best.title or "",
        best.artist_name or "",
    )
    yield Draft("what_if_own", (evidence_id,), objects, float(best.rank_without), "rank")


def _strength(one: WhatIf) -> tuple[bool, int]:
    return not one.on_slate, abs(one.rank_without - one.rank_with)


def weakest_point(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """The feature farthest outside the usual range, or the term that helps least."""
    for evidence_id, one in evidence.of(Weakest, recording_id):
        if one.value is None:
            continue
        if one.reason == "range" and one.p10 is not None and one.p90 is not None:
            yield Draft("weakest_point", (evidence_id,), (one.feature, one.p10, one.p90), one.value)
        elif one.reason == "term" and one.value < 0:
            yield Draft("weakest_point", (evidence_id,), (f"{one.feature} takes",), one.value, "score")
        elif one.reason == "term" and one.share is not None and (one.share == 0 or one.share * 100 >= LEAST_SHARE):
            yield Draft("weakest_point", (evidence_id,), (f"{one.feature} thin",), one.share * 100, "%")


def nearest_miss(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
    """What would have come next in its place."""
    for evidence_id, one in evidence.of(NearestMiss, recording_id):
        yield Draft("nearest_miss", (evidence_id,), (one.title, one.artist_name), float(one.rank), "rank")


def _with_title(derive: Derivation) -> Derivation:
    """The same claims with the song's own title as their last object, so that a sentence can name it."""

    def derive_with_title(evidence: Evidence, recording_id: UUID) -> Iterator[Draft]:
        for song_id, song in evidence.of(Song, recording_id):
            for draft in derive(evidence, recording_id):
                cited = tuple(dict.fromkeys([*draft.evidence_ids, song_id]))
                yield replace(draft, objects=(*draft.objects, song.title), evidence_ids=cited)

    return derive_with_title


SONG_DERIVATIONS: dict[str, Derivation] = {
    "because_of_own": _own_songs("because_of_own", "own"),
    "because_of_playlist": _with_title(because_of_playlist),
    "sound_like": _own_songs("sound_like", "sound"),
    "term_share": _with_title(term_share),
    "matches_wish": _with_title(matches_wish),
    "against_wish": _with_title(against_wish),
    "trend_mentions": trend_mentions,
    "trend_rise": trend_rise,
    "trend_fall": trend_fall,
    "trend_post": trend_post,
    "shares_tag": _with_title(shares_tag),
    "rerank_moved": _with_title(rerank_moved),
    "rerank_step": _with_title(rerank_step),
    "new_artist": _with_title(new_artist),
    "has_genre": _with_title(has_genre),
    "has_genres": _with_title(has_genres),
    "has_mood": _with_title(has_mood),
    "shares_genre": _with_title(shares_genre),
    "role": _with_title(role),
    "named_song": named_song,
    "tempo_compared": _with_title(_compared("tempo_bpm")),
    "year_compared": _with_title(_compared("release_year")),
    "energy_compared": _with_title(_compared("energy")),
    "valence_compared": _with_title(_compared("valence")),
    "what_if_rank": _with_title(what_if_rank),
    "what_if_gone": _with_title(what_if_gone),
    "what_if_same": _with_title(what_if_same),
    "what_if_own": _with_title(what_if_own),
    "weakest_point": weakest_point,
    "nearest_miss": nearest_miss,
    "popularity_correction": _with_title(popularity_correction),
}
