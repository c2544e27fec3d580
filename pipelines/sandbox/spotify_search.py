"""Search at Spotify: field filters and loose words, forgiving in both."""

import re

from pipelines.domain.names import normalise
from pipelines.sandbox.artists import Artist
from pipelines.sandbox.spotify_shapes import SpotifyCatalogue

_FILTER = re.compile(r'\b(track|artist|album|isrc|year|genre):\s*("[^"]*"|.+?(?=\s+\w+:|$))', re.IGNORECASE)
_ENOUGH = 0.6


def search_tracks(catalogue: SpotifyCatalogue, query: str) -> list[str]:
    """Track ids, best first."""
    filters = _filters(query)
    scored = []
    for track_id, recording in catalogue.by_track.items():
        title, artist = recording.title + catalogue.world.canary, recording.credit
        if "isrc" in filters:
            score = float(filters["isrc"].strip().upper() == recording.isrc)
        else:
            parts = [
                _overlap(filters[name], text)
                for name, text in (("track", title), ("artist", artist))
                if name in filters
            ]
            if filters[""]:
                parts.append(_overlap(filters[""], f"{title} {artist}"))
            score = min(parts) if parts else 0.0
        if score >= _ENOUGH:
            scored.append((-score, len(title), -recording.listener_count, track_id))
    return [track_id for *_, track_id in sorted(scored)]


def search_artists(catalogue: SpotifyCatalogue, query: str) -> list[Artist]:
    """Artists, best first."""
    filters = _filters(query)
    wanted = filters.get("artist", filters[""])
    scored = [(_overlap(wanted, one.name), one.fame, one) for one in catalogue.by_artist.values()]
    ranked = sorted((one for one in scored if one[0] >= _ENOUGH), key=lambda one: (-one[0], -one[1], one[2].spotify_id))
    return [artist for *_, artist in ranked]


def _filters(query: str) -> dict[str, str]:
    """The filters of a query by name; what is left under ""."""
    found = {match[1].lower(): match[2].strip('" ') for match in _FILTER.finditer(query)}
    return {**found, "": _FILTER.sub(" ", query).strip()}


def _overlap(wanted: str, text: str) -> float:
    """Share of the wanted words that the text has; 0 without any."""
    words = normalise(wanted).split()
    known = set(normalise(text).split())
    return sum(word in known for word in words) / len(words) if words else 0.0
