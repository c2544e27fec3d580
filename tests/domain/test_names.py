"""Names: what identifies a song, and what does not."""

import pytest

from pipelines.domain import names


@pytest.mark.parametrize(
    ("title", "base"),
    [
        ("Slow Weather", "slow weather"),
        ("Slow Weather (Live at the Harbour)", "slow weather"),
        ("Slow Weather - 2011 Remaster", "slow weather"),
        ("Slow Weather (feat. Somebody Else)", "slow weather"),
        ("Slow Weather (with Somebody Else)", "slow weather"),
        ("Slow Weather - with Somebody Else", "slow weather"),
        ("Slow Weather ft. Somebody Else", "slow weather"),
        ("Slow Weather with You", "slow weather with you"),
        ("With Slow Weather", "with slow weather"),
        ("Slow Weather [Acoustic]", "slow weather"),
        ("Café au Lait", "cafe au lait"),
        ("Rock & Roll", "rock and roll"),
        ("(I Can't) Stay", "i can t stay"),
        ("Live Forever", "live forever"),
        ("Остров", "остров"),
        ("!!!", "!!!"),
    ],
)
def test_versions_guests_case_and_accents_do_not_make_another_song(title: str, base: str) -> None:
    assert names.base_title(title) == base


def test_the_first_artist_of_a_credit_counts() -> None:
    assert names.first_artist("Tin Lantern; Paper Crown") == "tin lantern"
    assert names.first_artist("Tin Lantern feat. Paper Crown") == "tin lantern"


def test_the_salt_decides_the_hash_and_the_version_does_not() -> None:
    first = names.salted_song_hash("a", "Tin Lantern", "Slow Weather")
    assert names.salted_song_hash("a", "TIN LANTERN", "Slow Weather (Live)") == first
    assert names.salted_song_hash("b", "Tin Lantern", "Slow Weather") != first
