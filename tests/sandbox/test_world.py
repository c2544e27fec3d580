"""The world: the same everywhere, growing, and true to what was planted in it."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.domain.names import base_title, normalise
from pipelines.domain.weeks import week_days, week_key
from pipelines.sandbox import World, make_world, talk_words
from pipelines.sandbox.genres import BY_NAME
from tests.sandbox.conftest import ANCHOR, NOW

FINGERPRINT = """
import hashlib
from datetime import UTC, date, datetime
from pipelines.sandbox import make_world
world = make_world(seed=7, anchor=date(2026, 11, 23), recordings=200)
now = datetime(2026, 11, 23, tzinfo=UTC)
parts = [world.artists, world.recordings, sorted(world.similar.items()), world.bursts]
parts += [[one.items(now) for one in many] for many in world.playlists.values()]
parts += [world.forums.posts(name, date(2026, 11, 20)) for name in world.subreddits]
parts += [world.forums.comments(name, date(2026, 11, 20)) for name in world.subreddits]
print(hashlib.sha256(repr(parts).encode()).hexdigest())
"""


def fingerprint(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", FINGERPRINT], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_seed_gives_the_same_world_in_every_process() -> None:
    assert fingerprint("1") == fingerprint("2")


def test_another_seed_gives_another_world(world: World) -> None:
    other = make_world(seed=8, anchor=ANCHOR)
    assert {one.mbid for one in other.recordings}.isdisjoint({one.mbid for one in world.recordings})


@pytest.mark.parametrize("recordings", [199, 2001])
def test_a_world_of_an_impossible_size_is_refused(recordings: int) -> None:
    with pytest.raises(ValueError, match="200 to 2000"):
        make_world(recordings=recordings)


def test_ids_are_unique_and_well_formed(world: World) -> None:
    assert len({one.mbid for one in world.recordings}) == 600
    assert len({one.isrc for one in world.recordings}) == 600
    assert all(re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", one.isrc) for one in world.recordings)
    tracks = [track for one in world.recordings for track in one.spotify_ids]
    assert len(set(tracks)) == len(tracks)
    assert all(re.fullmatch(r"[0-9A-Za-z]{22}", track) for track in tracks)
    assert len({one.name for one in world.artists}) == 120


def test_what_is_unknown_in_life_is_unknown_here(world: World) -> None:
    assert 0 < sum(one.tempo_bpm is None for one in world.recordings) < 120
    assert 0 < sum(not one.spotify_ids for one in world.recordings) < 60
    assert 0 < sum(not one.known_isrc for one in world.recordings) < 60
    assert sum(len(one.spotify_ids) > 1 for one in world.recordings) > 30


def test_versions_share_the_song_but_not_the_recording(world: World) -> None:
    versions = [one for one in world.recordings if one.version]
    assert 20 < len(versions) < 60
    originals = {one.song: one for one in world.recordings if not one.version}
    assert all(base_title(one.title) == base_title(originals[one.song].title) for one in versions)
    assert {one.version for one in versions} == {"live", "remaster", "acoustic"}


def test_every_decade_since_the_seventies_has_records(world: World) -> None:
    decades = Counter(one.released.year // 10 * 10 for one in world.recordings)
    assert all(decades[decade] for decade in range(1970, 2030, 10))
    assert decades[1990] > 60


def test_similar_recordings_are_ranked_and_by_others(world: World) -> None:
    by_mbid = {one.mbid: one for one in world.recordings}
    for mbid, neighbours in world.similar.items():
        assert len(neighbours) <= 50
        assert [one.score for one in neighbours] == sorted((one.score for one in neighbours), reverse=True)
        assert all(by_mbid[one.mbid].artist is not by_mbid[mbid].artist for one in neighbours)
    known = [
        by_mbid[n.mbid].artist.genre is by_mbid[m].artist.genre for m, many in world.similar.items() for n in many[:5]
    ]
    assert sum(known) / len(known) > 0.9


def test_what_was_is_a_prefix_of_what_is(world: World) -> None:
    later = NOW + timedelta(weeks=30)
    for many in world.playlists.values():
        for playlist in many:
            then, now = playlist.changes(NOW), playlist.changes(later)
            assert now[: len(then)] == then
            assert len(now) > len(then)
            assert all(change.at <= NOW for change in then)


def test_a_playlist_has_the_same_history_whenever_it_is_asked_first() -> None:
    first, second = make_world(anchor=ANCHOR, recordings=200), make_world(anchor=ANCHOR, recordings=200)
    account = first.listeners[0].account_id
    first.playlists[account][0].items(NOW + timedelta(weeks=9))
    assert first.playlists[account][0].items(NOW) == second.playlists[account][0].items(NOW)


def test_playlists_hold_what_real_playlists_hold(world: World) -> None:
    for many in world.playlists.values():
        assert 4 <= len(many) <= 6
        assert {item.kind for one in many for item in one.items(NOW)} == {"track", "local", "gone", "episode"}
        assert any(max(Counter(i.uri for i in one.items(NOW) if i.kind == "track").values()) > 1 for one in many)


def test_listeners_keep_to_their_taste(world: World) -> None:
    genre_of = {track: one.artist.genre.name for one in world.recordings for track in one.spotify_ids}
    tastes = []
    for listener in world.listeners:
        tracks = [
            i.uri[14:] for one in world.playlists[listener.account_id] for i in one.items(NOW) if i.kind == "track"
        ]
        assert len(tracks) > 80
        assert {genre_of[track] for track in tracks} <= set(listener.person.taste)
        tastes.append(frozenset(listener.person.taste))
    assert len(set(tastes)) == 4


def weeks_around_now() -> list[str]:
    return [week_key(NOW + timedelta(weeks=n)) for n in range(-27, 12, 3)]


def named(world: World, week: str, subreddit: str) -> list[tuple[object, str]]:
    """Everybody named in a subreddit in a week, with who named them."""
    found: list[tuple[object, str]] = []
    for day in week_days(week):
        found += [(artist, post.author) for post in world.forums.posts(subreddit, day) for artist in post.artists]
        found += [(artist, one.author) for _, one in world.forums.comments(subreddit, day) for artist in one.artists]
    return found


@pytest.mark.parametrize("week", weeks_around_now())
def test_planted_artists_burst_in_their_week_and_only_then(world: World, week: str) -> None:
    bursts = world.bursts_of(week)
    assert bursts
    for burst in bursts:
        authors = [author for artist, author in named(world, week, burst.subreddit) if artist == burst.artist_mbid]
        assert len(authors) >= 12
        assert len(set(authors)) >= 8
        for away in (-2, -1, 1, 2):
            other = week_key(week_days(week)[0] + timedelta(weeks=away))
            everywhere = [one for name in world.subreddits for one in named(world, other, name)]
            assert sum(artist == burst.artist_mbid for artist, _ in everywhere) <= 1


def test_a_planted_artist_fits_some_listeners_and_is_owned_by_hardly_any(world: World) -> None:
    artists = {one.mbid: one for one in world.artists}
    owned = Counter()
    artist_of = {track: one.artist.mbid for one in world.recordings for track in one.spotify_ids}
    for many in world.playlists.values():
        owned.update(artist_of[i.uri[14:]] for one in many for i in one.items(NOW) if i.kind == "track")
    total = sum(owned.values())
    planted = {burst.artist_mbid for burst in world.bursts}
    for mbid in planted:
        fits = [artists[mbid].genre.name in one.person.taste for one in world.listeners]
        assert any(fits)
        assert not all(fits)
    assert sum(owned[mbid] for mbid in planted) / total < 0.06


def test_talk_names_the_artist_that_it_is_about(world: World) -> None:
    artists = {one.mbid: one for one in world.artists}
    day = datetime(2026, 11, 18, tzinfo=UTC).date()
    for subreddit in world.subreddits:
        for post in world.forums.posts(subreddit, day):
            assert all(artists[mbid].name in f"{post.title} {post.text}" for mbid in post.artists)
        for _, comment in world.forums.comments(subreddit, day):
            assert all(artists[mbid].name in comment.body for mbid in comment.artists)
            assert "{artist}" not in comment.body


def test_posts_and_comments_are_found_by_their_numbers(world: World) -> None:
    day = datetime(2026, 11, 18, tzinfo=UTC).date()
    for subreddit in world.subreddits:
        for post in world.forums.posts(subreddit, day):
            assert world.forums.post(int(post.post_id, 36)) is post
        for post, comment in world.forums.comments(subreddit, day):
            assert world.forums.comment(comment.number) == (post, comment)
    assert world.forums.post(5) is None


def test_the_forums_have_entities_line_breaks_emoji_and_hostility(world: World) -> None:
    days = [NOW.date() - timedelta(days=n) for n in range(60)]
    texts = [c.body for name in world.subreddits for day in days for _, c in world.forums.comments(name, day)]
    texts += [p.text for name in world.subreddits for day in days for p in world.forums.posts(name, day)]
    for sign in ("&amp;", "\n", "😭", "gnore all previous instructions"):
        assert any(sign in text for text in texts), sign


def test_every_genre_of_an_artist_exists(world: World) -> None:
    assert len({one.genre.name for one in world.artists}) >= 12
    assert all(one.genre is BY_NAME[next(iter(one.genres))] for one in world.artists)
    assert "hip hop" in {one.genre.name for one in world.artists}


def test_no_name_hides_in_another_one_or_in_idle_talk(world: World) -> None:
    names = [f" {normalise(one.name)} " for one in make_world(anchor=ANCHOR, recordings=2000).artists]
    assert not [(one, other) for one in names for other in names if one is not other and one in other]
    idle = [*talk_words.COMMENTS, *talk_words.SELF_TEXTS, *talk_words.GHOST_NAMES, *talk_words.HOSTILE_COMMENTS]
    idle += [line for lines in talk_words.TALK_TITLES.values() for line in lines]
    assert not [(name, line) for name in names for line in idle if name in f" {normalise(line)} "]


@pytest.mark.parametrize(("recordings", "listeners"), [(200, 1), (240, 2), (200, 5), (2000, 4)])
def test_worlds_of_every_size_have_bursts_and_playlists(recordings: int, listeners: int) -> None:
    world = make_world(anchor=ANCHOR, recordings=recordings, listeners=listeners)
    for week in ("2026-W30", "2026-W47", "2027-W05"):
        for burst in world.bursts_of(week):
            authors = [author for artist, author in named(world, week, burst.subreddit) if artist == burst.artist_mbid]
            assert len(authors) >= 12
            assert len(set(authors)) >= 8
    for many in world.playlists.values():
        assert sum(len(one.items(NOW)) for one in many) > 20
