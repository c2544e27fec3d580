"""What pages show in every language alike."""

import pytest

from explain.values import spellings
from explain.web import wording
from pipelines.domain.telling import Language


def test_playlist_names_are_filled_in_and_an_unknown_one_stays_nameless() -> None:
    text = "It grows out of {playlist:p1} and {playlist:p2}."
    assert "It grows out of “Rainy {x}” and a playlist of yours." == wording.fill_playlists(text, {"p1": "Rainy {x}"})


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_title_in_the_form_of_a_placeholder_is_no_playlist(language: Language) -> None:
    """Else a song could print the name of a playlist of the listener's as its reason."""
    (title, *_) = spellings("title", "{playlist:p1}", {}, language)
    (playlist, *_) = spellings("playlist", "p1", {}, language)
    assert wording.fill_playlists(title, {"p1": "Secret"}, language) == title
    assert "Secret" in wording.fill_playlists(playlist, {"p1": "Secret"}, language)
