"""What pages show in every language alike: names of services, and the listener's own playlist names in a text."""

import re
from collections.abc import Mapping

from explain.values import in_marks, nameless
from pipelines.domain.telling import ENGLISH, Language

SOURCES = {
    "spotify": "Spotify",
    "reddit": "Reddit",
    "musicbrainz": "MusicBrainz",
    "listenbrainz": "ListenBrainz",
    "reccobeats": "ReccoBeats",
}
_PLACEHOLDER = re.compile(r"\{playlist:([^{}]+)\}")


def fill_playlists(text: str, names: Mapping[str, str], language: Language = ENGLISH) -> str:
    """`{playlist:ID}` becomes the playlist's name; one without a known name becomes "a playlist of yours"."""
    return _PLACEHOLDER.sub(
        lambda match: in_marks(names[match[1]], language) if match[1] in names else nameless(language), text
    )
