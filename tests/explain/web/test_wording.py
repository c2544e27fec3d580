"""What pages show in every language alike."""

from explain.web import wording


def test_playlist_names_are_filled_in_and_an_unknown_one_stays_nameless() -> None:
    text = "It grows out of {playlist:p1} and {playlist:p2}."
    assert "It grows out of “Rainy {x}” and a playlist of yours." == wording.fill_playlists(text, {"p1": "Rainy {x}"})
