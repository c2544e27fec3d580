"""The German brief: each sentence is read back, number by number and topic by topic, and held against the records."""

import re
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.llm.brief_check import judge
from pipelines.llm.brief_german import TOPICS_IN_GERMAN, GermanSentence, write_german
from pipelines.llm.brief_subjects import Record, Subject
from pipelines.llm.brief_template import write_plainly
from pipelines.llm.schemas import Aspect, Stance

NAME = "Wet Paint"
NUMBER = r"(\d{1,3}(?:\.\d{3})*)"
USUAL = r"(\d{1,3}(?:\.\d{3})*,\d)"
ONE_OF = {
    "Post": "Posts",
    "Erwähnung": "Erwähnungen",
    "Person": "Personen",
    "Act": "Acts",
    "gelesenen Post": "gelesenen Posts",
}
"""Plurals by singular."""


def counted(*nouns: str) -> str:
    """A number before one of some nouns, or their plurals."""
    return NUMBER + " (" + "|".join([*nouns, *(ONE_OF[noun] for noun in nouns)]) + ")"


ARTIST = re.compile(
    f"{NAME}: {counted('Erwähnung')} in {counted('Post')}, von {counted('Person')}"
    f" gegenüber {USUAL} in einer üblichen Woche\\."
)
GENRE = re.compile(f"{NAME}: {counted('Post')} zu {counted('Act')}, gegenüber {USUAL} in einer üblichen Woche\\.")
PRAISE = re.compile(f"Lob für {NAME} in {NUMBER} von {counted('gelesenen Post')}\\.")
CRITICISM = re.compile(f"Kritik an {NAME} in {NUMBER} von {counted('gelesenen Post')}\\.")
BOTH = re.compile(f"Lob für {NAME} in {NUMBER} von {counted('gelesenen Post')}, Kritik in {counted('Post')}\\.")
TOPICS = re.compile(f"Die Gespräche über {NAME} drehen sich um (.+)\\.")
ASPECT_OF: Mapping[str, str] = {words: aspect for aspect, words in TOPICS_IN_GERMAN.items()}


def read(text: str, pattern: re.Pattern[str]) -> list[float]:
    """The numbers of a sentence that has a form; each noun behind one is in the number that it needs."""
    found = pattern.fullmatch(text)
    assert found is not None, text
    numbers: list[float] = []
    for piece in found.groups():
        if piece[0].isdigit():
            numbers.append(float(piece.replace(".", "").replace(",", ".")))
        else:
            assert (piece in ONE_OF) == (numbers[-1] == 1), text
    return numbers


def check(subject: Subject, said: GermanSentence) -> str:
    """Hold a sentence against counts, records and citations; which kind it is."""
    cited = [subject.records[post] for post in said.post_ids if post in subject.records]
    stances = [record.stance for record in subject.records.values()]
    praise, criticism, read_count = stances.count("praise"), stances.count("criticism"), len(subject.records)
    if ": " in said.text:
        usual = round(subject.usual, 1)
        if subject.author_count is None:
            assert [subject.post_count, len(subject.artist_ids), usual] == read(said.text, GENRE)
        else:
            counts = [subject.mention_count, subject.post_count, subject.author_count, usual]
            assert counts == read(said.text, ARTIST)
        assert said.post_ids == subject.post_ids
        return "amount"
    if topics := TOPICS.fullmatch(said.text):
        told = re.split(r", | und ", topics[1])
        assert told
        aspects = [ASPECT_OF[one] for one in told]
        assert {record.aspect for record in cited} == set(aspects)
        assert len(cited) == len(said.post_ids)
        sizes = [subject.aspects[aspect] for aspect in aspects]
        assert sizes == sorted(subject.aspects[one] for one in TOPICS_IN_GERMAN)[::-1][: len(sizes)]
        return "topics"
    if praise and criticism:
        assert [praise, read_count, criticism] == read(said.text, BOTH)
    elif praise:
        assert [praise, read_count] == read(said.text, PRAISE)
    else:
        assert [criticism, read_count] == read(said.text, CRITICISM)
    assert len(said.post_ids) == len(cited) == praise + criticism
    assert {record.stance for record in cited} <= {"praise", "criticism"}
    return "feeling"


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Artists and genres with all sizes of counts, up to five posts, and records of some of them."""
    counts = st.integers(0, 20) | st.integers(990, 2_000_000)
    posts = [f"t3_{number}" for number in range(draw(st.integers(1, 5)))]
    record = st.builds(Record, st.sampled_from(get_args(Stance)), st.sampled_from(get_args(Aspect)))
    sorted_posts = draw(st.lists(st.sampled_from(posts), unique=True))
    is_genre = draw(st.booleans())
    return Subject(
        kind="genre" if is_genre else "artist",
        subject_id="s",
        name=NAME,
        mention_count=draw(counts),
        author_count=None if is_genre else draw(counts),
        post_count=draw(counts),
        usual=draw(st.floats(0, 20_000)),
        artist_ids=tuple(f"artist {number}" for number in range(draw(st.integers(1, 3)) if is_genre else 1)),
        post_ids=tuple(posts),
        records={post: draw(record) for post in sorted_posts},
    )


LOUD = Subject(
    "artist",
    "loud",
    NAME,
    mention_count=1204,
    author_count=1,
    post_count=1,
    usual=1250.0,
    artist_ids=("loud",),
    post_ids=("x1", "x2", "x3", "x4"),
    records={
        "x1": Record("praise", "live"),
        "x2": Record("praise", "voice"),
        "x3": Record("criticism", "new_release"),
        "x4": Record("mixed", "live"),
    },
)


@given(subjects())
@example(LOUD)
def test_every_number_and_topic_is_that_of_the_records(subject: Subject) -> None:
    """What is read back from a sentence are the counts, and its topics and feelings those of the posts it cites."""
    told = [check(subject, said) for said in write_german("g1" if subject.author_count is None else "a1", subject)]
    feels = subject.stances["praise"] + subject.stances["criticism"] > 0
    has_topics = any(subject.aspects[one] for one in TOPICS_IN_GERMAN)
    assert told == ["amount", *["feeling"][: int(feels)], *["topics"][: int(has_topics)]]


@given(subjects())
def test_it_says_what_the_checker_accepts_in_english_and_cites_the_same(subject: Subject) -> None:
    key, same = "g1" if subject.author_count is None else "a1", {post: post for post in subject.post_ids}
    english = [judge(one, {key: subject}, same) for one in write_plainly(key, subject, same)]
    assert [one.post_ids for one in english if not one.refusal] == [one.post_ids for one in write_german(key, subject)]


def test_what_the_checker_refuses_in_english_is_not_said_in_german() -> None:
    """Without a post that names it nothing may be said of an artist."""
    assert write_german("a1", Subject("artist", "a", NAME, 9, 9, 9, 1.0, ("a",), ())) == []


def test_the_loud_ones() -> None:
    assert [
        f"{NAME}: 1.204 Erwähnungen in 1 Post, von 1 Person gegenüber 1.250,0 in einer üblichen Woche.",
        f"Lob für {NAME} in 2 von 4 gelesenen Posts, Kritik in 1 Post.",
        f"Die Gespräche über {NAME} drehen sich um Konzerte, eine Neuerscheinung und die Stimme.",
    ] == [said.text for said in write_german("a1", LOUD)]


def test_one_of_everything() -> None:
    """A genre begins its sentence in capitals; one topic stands alone."""
    posts = {"x1": Record("criticism", "words")}
    genre = Subject("genre", "dub", "dub", 1, None, 1, 0.25, ("loud",), ("x1",), posts)
    assert [
        "Dub: 1 Post zu 1 Act, gegenüber 0,2 in einer üblichen Woche.",
        "Kritik an dub in 1 von 1 gelesenen Post.",
        "Die Gespräche über dub drehen sich um die Songtexte.",
    ] == [said.text for said in write_german("g1", genre)]


def test_every_topic_has_german_words_of_its_own() -> None:
    assert set(TOPICS_IN_GERMAN) == set(get_args(Aspect)) - {"other"}
    assert len(ASPECT_OF) == len(TOPICS_IN_GERMAN)


@pytest.mark.parametrize("text", [f"Lob für {NAME} in 2 von 4 gelesenen Post.", f"Lob für {NAME} in 3 von 4 Posts."])
def test_the_reading_above_would_see_a_wrong_form(text: str) -> None:
    with pytest.raises(AssertionError):
        read(text, PRAISE)


@pytest.mark.parametrize(
    "said",
    [
        GermanSentence(f"Lob für {NAME} in 3 von 4 gelesenen Posts, Kritik in 1 Post.", ("x1", "x2", "x3")),
        GermanSentence(f"Lob für {NAME} in 2 von 4 gelesenen Posts, Kritik in 1 Post.", ("x1", "x2", "x4")),
        GermanSentence(f"Die Gespräche über {NAME} drehen sich um Konzerte und den Klang.", ("x1", "x4")),
        GermanSentence(f"Die Gespräche über {NAME} drehen sich um Konzerte.", ("x1", "x2")),
    ],
)
def test_the_reading_above_would_see_a_lie(said: GermanSentence) -> None:
    with pytest.raises(AssertionError):
        check(LOUD, said)
