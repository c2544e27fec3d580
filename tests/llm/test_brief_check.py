"""What a sentence of the brief may say: known words, counts before their units, and what cited posts carry."""

from dataclasses import replace

import pytest

from pipelines.llm.brief_check import Judged, fill, judge
from pipelines.llm.brief_subjects import Record, Subject
from pipelines.llm.brief_template import write_plainly
from pipelines.llm.brief_words import ALLOWED, ASPECTS, STANCES
from pipelines.llm.schemas import BriefSentence

POSTS = {f"p{number}": f"x{number}" for number in range(1, 8)}
SHORT = {post: key for key, post in POSTS.items()}
LOUD = Subject(
    "artist",
    "loud",
    "Loud Ones",
    mention_count=30,
    author_count=20,
    post_count=25,
    usual=10.0,
    artist_ids=("loud",),
    post_ids=("x1", "x2", "x3", "x4"),
    records={
        "x1": Record("praise", "live"),
        "x2": Record("praise", "voice"),
        "x3": Record("criticism", "new_release"),
    },
)
QUIET = Subject("artist", "quiet", "Quiet Ones", 5, 5, 5, 8.0, ("quiet",), ("x5",), {"x5": Record("neutral", "other")})
GENRE = Subject(
    "genre", "dub", "dub", 30, None, 28, 4.5, ("loud", "quiet"), ("x1", "x5"), {"x1": Record("praise", "live")}
)
SUBJECTS = {"a1": LOUD, "a2": QUIET, "g1": GENRE}


def judged(text: str, about: tuple[str, ...] = ("a1",), posts: tuple[str, ...] = ("p1", "p2", "p3")) -> Judged:
    return judge(BriefSentence(text=text, subject_ids=list(about), post_ids=list(posts)), SUBJECTS, POSTS)


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("{a1.name} came up in {a1.mention_count} mentions, by {a1.author_count} people.", ("x1", "x2", "x3")),
        ("{a1.name} was discussed by more people than in a usual week.", ("x1", "x2", "x3")),
        (
            "{a1.author_count} people named {a1.name}, against {a1.usual_author_count} in a usual week.",
            ("x1", "x2", "x3"),
        ),
        ("Talk there is, and praise for the live show of {a1.name}.", ("x1",)),
        ("People praise {a1.name}.", ("x1", "x2")),
        ("Some grumble about the new record of {a1.name}.", ("x3",)),
        ("{a1.name} is loved for the voice, but the album is criticised.", ("x2", "x3")),
        ("{a1.praise_count} of {a1.read_count} posts read praise {a1.name}.", ("x1", "x2")),
    ],
)
def test_what_counts_and_cited_posts_say_may_be_said(text: str, carried: tuple[str, ...]) -> None:
    """Of the three posts cited, those stay that carry the sentence: citations are evidence, not ornament."""
    assert judged(text) == Judged(None, carried)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{a1.name} came up 30 times.", "a typed number or a quotation"),
        ("{a1.name} came up thirty times.", "a typed number or a quotation"),
        ("{a1.name} is “the future”.", "a typed number or a quotation"),
        ("{a1.name} and the Beatles.", "a typed name"),
        ("{a1.name}: see https://example.org", "links or markup"),
        ("<b>{a1.name}</b>", "links or markup"),
        ("{a1.name} is loved!", "links or markup"),
        ("{a1.name}\u202e is loved.", "links or markup"),
        ("{a1.secret} of {a1.name}", "a slot that does not exist"),
        ("{c3.value} of {a1.name}", "a slot that does not exist"),
        ("{playlist:abc} of {a1.name}", "a slot that does not exist"),
        ("{a1.artist_count} artists and {a1.name}", "a slot that does not exist"),
        ("{a1.name} is talked about because of a tour.", "a word that no record carries: because"),
        ("{a1.name} is not the subject.", "a word that no record carries: not"),
        ("Some named {a1.name}: {a1.author_count} people.", "some or others of whom nothing is told"),
        (
            "{a1.name} came up in {a1.mention_count} mentions by {a1.author_count} people, and others too.",
            "some or others of whom nothing is told",
        ),
        ("{a1.author_count} people named {a1.name}, some also.", "some or others of whom nothing is told"),
        ("{a1.name} will tour.", "a word that no record carries: will"),
        ("{a1.name} stole the songs.", "a word that no record carries: stole"),
        ("{a1.name} is the most discussed.", "a word that no record carries: most"),
        ("Everybody adores {a1.name}.", "a word that no record carries: Everybody"),
        ("{a1.mention_count} people named {a1.name}.", "a count without its unit"),
        ("{a1.name} has {a1.author_count}.", "a count without its unit"),
        ("{a1.name} had {a1.usual_author_count} people.", "a usual week without this one"),
        ("{a1.criticism_count} posts praise {a1.name}.", "a count of something else"),
        ("{a1.author_count} people praise {a1.name}.", "a count of something else"),
        ("{a1.author_count} people, who praise {a1.name}.", "a count of something else"),
        ("{a1.name} is loved in {a1.mention_count} mentions.", "a count of something else"),
        ("In {a1.read_count} posts read, {a1.name} is praised.", "a count of something else"),
        ("The voice of {a1.name} comes up in {a1.post_count} posts.", "a count of something else"),
        ("{a1.praise_count} posts praise the voice of {a1.name}.", "a count of something else"),
        ("Reddit people told {a1.name} to come.", "nothing that a count or a post carries"),
        ("{a1.name} is discussed more.", "a comparison that is not whole"),
        ("{a1.name} is discussed against songs.", "against what"),
        ("Praise for the new record of {a1.name}.", "cited posts do not say so"),
        ("{a1.name} is loved for the voice and criticised for the album.", "cited posts do not say so"),
        ("People criticise {a1.name}, and there is praise.", "cited posts do not say so"),
        ("Criticism of {a1.name}.", "criticism alone where there is more praise"),
        ("{a1.name} is a comeback.", "cited posts do not say so"),
        ("no slot", "the text is about others than those that it cites"),
    ],
)
def test_what_nothing_carries_may_not_be_said(text: str, reason: str) -> None:
    """Two posts praise, one criticises the new release; nobody speaks of a comeback, and one grumbler is not people."""
    assert judged(text).refusal == reason


def test_an_artist_keeps_the_letters_of_the_name() -> None:
    """A genre begins a sentence in capitals, where that is one letter."""
    small = {"a1": replace(LOUD, name="deadmau5"), "g1": GENRE, "g2": replace(GENRE, name="ﬁeld music")}
    assert fill("{a1.name} is loved.", small) == "deadmau5 is loved."
    assert fill("praise for {a1.name}.", small) == "Praise for deadmau5."
    assert fill("{g1.name} came up in {g1.post_count} posts.", small) == "Dub came up in 28 posts."
    assert fill("{g2.name} is loved.", small) == "ﬁeld music is loved."


def test_a_comparison_is_held_against_the_people() -> None:
    """20 people against 5, and against 10 and 8 in a usual week."""
    right, wrong = "{a1.name} was named more than {a2.name}.", "{a2.name} was named more than {a1.name}."
    assert judged(right, ("a1", "a2"), ("p1", "p5")).refusal is None
    assert judged(wrong, ("a1", "a2"), ("p1", "p5")).refusal == "a comparison that does not hold"
    assert judged("{a2.name} rose.", ("a2",), ("p5",)).refusal == "a rise that does not hold"
    assert judged("{a2.name} was named more than in a usual week.", ("a2",), ("p5",)).refusal is not None
    assert judged("{a1.name} was named more than {g1.name}.", ("a1", "g1"), ("p1",)).refusal is not None


def test_citations_must_fit() -> None:
    assert judged("{a1.name} came up.", ("a1",), ("p9",)).refusal == "an unknown post"
    assert judged("{a1.name} came up.", ("a1",), ()).refusal == "an unknown post"
    assert judged("{a1.name} came up.", ("a1",), ("p5",)).refusal == "an artist or genre without a post"
    assert judged("{a1.name} came up.", ("a1",), ("p1", "p5")).refusal == "a post of somebody else"
    assert judged("{a9.name} came up.", ("a9",)).refusal == "an unknown artist or genre"
    assert judged("{a1.name} is loved.", ("a1",), ("p3",)).refusal == "cited posts do not say so"
    assert judged("{a1.name} is loved.", ("a1",), ("p4",)).refusal == "cited posts do not say so"


@pytest.mark.parametrize("key", sorted(SUBJECTS))
def test_the_template_passes_the_same_check(key: str) -> None:
    sentences = write_plainly(key, SUBJECTS[key], SHORT)
    assert [judge(one, SUBJECTS, POSTS).refusal for one in sentences] == [None] * len(sentences)
    assert all("{" not in fill(one.text, SUBJECTS) for one in sentences)


def test_the_template_tells_counts_feelings_and_topics() -> None:
    assert [fill(one.text, SUBJECTS) for one in write_plainly("a1", LOUD, SHORT)] == [
        "Loud Ones: 30 mentions in 25 posts, by 20 people against 10.0 in a usual week.",
        "Praise for Loud Ones in 2 of 3 posts read, criticism in 1 post.",
        "The talk about Loud Ones is of a new release, live shows and the voice.",
    ]
    assert fill(write_plainly("g1", GENRE, SHORT)[0].text, SUBJECTS) == (
        "Dub: 28 posts about 2 artists, against 4.5 in a usual week."
    )


def test_no_word_means_two_things() -> None:
    """A word that names a feeling or a topic is no neutral word, and names one only."""
    claims = [*STANCES.values(), *ASPECTS.values()]
    assert len(frozenset().union(*claims)) == sum(map(len, claims))
    assert {"because", "not", "all", "best", "never"}.isdisjoint(ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "More people praise {a1.name} than in a usual week.",
        "Praise for {a1.name} rises.",
        "People praise {a1.name}, more than in a usual week.",
        "More people ask about {a1.name} live than in a usual week.",
    ],
)
def test_feelings_and_topics_have_no_usual_week(text: str) -> None:
    """Of the weeks before only people and posts are counted: 20 people now, 10 as usual, whatever they said."""
    assert "a comparison that no count carries" == judged(text).refusal
    assert judged("More people named {a1.name} than in a usual week.").refusal is None


@pytest.mark.parametrize(
    "text",
    [
        "{a1.name} loves the voice.",
        "{a1.name} praises people.",
        "{a1.name} is happy.",
        "Here {a1.name} is happy with the voice.",
        "People praise {a1.name}, and {a1.name} loves it.",
        "{a1.name} praise the voice.",
    ],
)
def test_what_people_feel_is_not_told_of_the_artist(text: str) -> None:
    assert "own" in str(judged(text).refusal).split("'s ")[-1]


@pytest.mark.parametrize(
    "text",
    [
        "{a1.name} gets praise for the voice.",
        "{a1.name} is loved for the voice.",
        "Posts about {a1.name} praise the voice.",
    ],
)
def test_what_the_artist_gets_may_be_told(text: str) -> None:
    assert judged(text).refusal is None


@pytest.mark.parametrize(
    "text",
    [
        "About {a1.author_count} people named {a1.name}.",
        "Up to {a1.author_count} people named {a1.name}.",
        "Some {a1.author_count} people named {a1.name}.",
        "To {a1.author_count} people {a1.name} is named.",
        "More than {a1.author_count} people than usual named {a1.name}.",
        "{a1.author_count} people more than usual named {a1.name}.",
        "{a1.author_count} more people than in a usual week named {a1.name}.",
        "{a1.mention_count} times more people named {a1.name} than usual.",
        "{a1.author_count} people a week name {a1.name}.",
        "{a1.author_count} other people named {a1.name}.",
    ],
)
def test_no_word_makes_another_number_of_a_count(text: str) -> None:
    assert judged(text).refusal is not None


@pytest.mark.parametrize(
    "text",
    [
        "{a1.usual_author_count} people named {a1.name} this week, against {a1.author_count} people in a usual week.",
        "{a1.name}: {a1.usual_author_count} people against {a1.author_count} people in a usual week.",
        "In a usual week {a1.author_count} people name {a1.name}.",
        "A usual week for {a1.name}: {a1.author_count} people.",
        "{a1.author_count} people named {a1.name} in an ordinary week.",
        "{a1.name} is more than a usual band.",
        "{a1.name} kept rising: {a1.author_count} people.",
    ],
)
def test_this_weeks_count_is_not_told_of_a_usual_one(text: str) -> None:
    assert judged(text).refusal is not None


@pytest.mark.parametrize(
    "text",
    [
        "{a1.name} names {a1.author_count} people.",
        "{a1.name} talks about {a1.author_count} people.",
        "{a1.name} posts in {a1.post_count} posts.",
        "{a1.name} drifts from the stage.",
        "{a1.name} has a new record.",
        "{a1.name} came back to the stage.",
        "People praise others, {a1.name} gets talk.",
        "Praise for others, and {a1.name} is talked about.",
        "The praise of {a1.name} for others is warm.",
        "Reddit loves {a1.name}.",
        "The forums love {a1.name}.",
        "Each post praises {a1.name}.",
        "Few people love {a1.name}.",
        "{a1.praise_count} people praise {a1.name}.",
    ],
)
def test_who_feels_what_about_whom_is_what_the_posts_say(text: str) -> None:
    assert judged(text).refusal is not None


@pytest.mark.parametrize(
    "text",
    [
        "{a1.name} kept coming back: {a1.author_count} people against {a1.usual_author_count} in a usual week.",
        "{a1.name} rose to {a1.author_count} people, against {a1.usual_author_count} in a usual week.",
        "{a1.name} surged from {a1.usual_author_count} people in a usual week to {a1.author_count} people.",
        "More people than usual talked about {a1.name}.",
        "{a1.name} gets praise for live shows.",
        "Praise for {a1.name} in {a1.praise_count} of {a1.read_count} posts read, criticism in {a1.criticism_count}.",
        "{a1.name} got warm applause and the voice.",
        "Some grumble about {a1.name}, others praise the voice.",
    ],
)
def test_plain_talk_is_no_lie(text: str) -> None:
    assert judged(text).refusal in {None, "cited posts do not say so"}
