"""The listeners' libraries at Spotify: what the world put there, and what clients changed since."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipelines.sandbox.playlists import Change, Item, Playlist, apply_change
from pipelines.sandbox.rng import make_base62
from pipelines.sandbox.store import Event, Store
from pipelines.sandbox.world import World


@dataclass(frozen=True)
class LivePlaylist:
    """A playlist at a moment; `version` counts what happened to it."""

    playlist_id: str
    owner_id: str
    owner_name: str
    name: str
    description: str
    is_public: bool
    items: tuple[Item, ...]
    version: int

    @property
    def snapshot_id(self) -> str:
        """Changes exactly when the playlist does."""
        digest = hashlib.sha256(f"{self.playlist_id} {self.version}".encode()).digest()[:15]
        return base64.b64encode(self.version.to_bytes(3, "big") + digest).decode()

    @property
    def uris(self) -> list[str]:
        """What is in it, in order."""
        return [item.uri for item in self.items]


class Library:
    """Reads and changes what listeners have."""

    def __init__(self, world: World, store: Store) -> None:
        self.world, self.store = world, store
        self._by_user = {one.spotify_id: one for one in world.listeners}
        owned = [one for many in world.playlists.values() for one in many]
        self._grown: dict[str, Playlist] = {one.playlist_id: one for one in [*owned, world.foreign]}

    def playlist(self, playlist_id: str, moment: datetime) -> LivePlaylist | None:
        """A playlist as it was at a moment; None if there was none."""
        events = self.store.events(f"playlist:{playlist_id}", moment)
        grown = self._grown.get(playlist_id)
        if grown is not None:
            if grown.began > moment:
                return None
            start = _start(grown)
            return _replay(start, grown.changes(moment), events)
        if not events or events[0].kind != "create":
            return None
        body = events[0].body
        owner = self._by_user.get(body["owner_id"])
        start = LivePlaylist(
            playlist_id=playlist_id,
            owner_id=body["owner_id"],
            owner_name=owner.name if owner is not None else body["owner_id"],
            name=body["name"],
            description=body["description"],
            is_public=body["is_public"],
            items=(),
            version=1,
        )
        return _replay(start, [], events[1:])

    def playlists(self, account_id: str, moment: datetime) -> list[LivePlaylist]:
        """Owned and followed playlists of a listener, newest first."""
        listener = next(one for one in self.world.listeners if one.account_id == account_id)
        ids = [one.playlist_id for one in self.world.playlists[account_id]]
        if listener.number == 0:
            ids.append(self.world.foreign.playlist_id)
        for event in self.store.events(f"library:{account_id}", moment):
            for uri in event.body["uris"]:
                kind, one = uri.split(":")[1:3]
                if kind == "playlist":
                    ids = [known for known in ids if known != one] + ([one] if event.kind == "add" else [])
        found = [self.playlist(one, moment) for one in reversed(ids)]
        return [one for one in found if one is not None]

    def create(self, account_id: str, name: str, description: str, moment: datetime, *, is_public: bool) -> str:
        """Make an empty playlist; its id."""
        listener = next(one for one in self.world.listeners if one.account_id == account_id)
        number = len(self.store.streams("playlist:"))
        playlist_id = make_base62("created", self.store.secret, number, account_id)
        body = {"owner_id": listener.spotify_id, "name": name, "description": description, "is_public": is_public}
        self.store.append(f"playlist:{playlist_id}", moment, "create", body)
        self.change_library(account_id, "add", [f"spotify:playlist:{playlist_id}"], moment)
        return playlist_id

    def change(self, playlist_id: str, kind: str, body: dict[str, Any], moment: datetime) -> None:
        """Write down a change of a playlist: details, replace, add, remove or reorder."""
        self.store.append(f"playlist:{playlist_id}", moment, kind, body)

    def change_library(self, account_id: str, kind: str, uris: list[str], moment: datetime) -> None:
        """Write down what a listener saved or follows ("add"), or no longer does ("remove")."""
        self.store.append(f"library:{account_id}", moment, kind, {"uris": uris})

    def saved(self, account_id: str, moment: datetime) -> list[Item]:
        """Saved tracks, newest first."""
        items: list[Item] = []
        for change in self.world.saved[account_id].until(moment):
            apply_change(items, change)
        for event in self.store.events(f"library:{account_id}", moment):
            for uri in event.body["uris"]:
                if uri.startswith("spotify:track:"):
                    items = [item for item in items if item.uri != uri]
                    items += [Item("track", uri, event.at, account_id)] if event.kind == "add" else []
        return sorted(items, key=lambda item: item.added_at, reverse=True)

    def has(self, account_id: str, uri: str, moment: datetime) -> bool:
        """Whether a listener saved or follows something."""
        if uri.startswith("spotify:playlist:"):
            return any(uri.endswith(one.playlist_id) for one in self.playlists(account_id, moment))
        return any(item.uri == uri for item in self.saved(account_id, moment))


def _start(grown: Playlist) -> LivePlaylist:
    return LivePlaylist(
        playlist_id=grown.playlist_id,
        owner_id=grown.owner_id,
        owner_name=grown.owner_name,
        name=grown.name,
        description=grown.description,
        is_public=grown.is_public,
        items=(),
        version=1,
    )


def _replay(start: LivePlaylist, changes: list[Change], events: list[Event]) -> LivePlaylist:
    """Let everything happen: the world's changes in time, the clients' in the order in which they arrived."""
    playlist = replace(start, version=1 + len(changes) + len(events))
    items: list[Item] = []
    waiting = list(changes)
    for event in events:
        while waiting and waiting[0].at <= event.at:
            apply_change(items, waiting.pop(0))
        if event.kind == "details":
            playlist = replace(playlist, **event.body)
        else:
            items = _apply_event(items, event, start.owner_id)
    for change in waiting:
        apply_change(items, change)
    return replace(playlist, items=tuple(items))


def _apply_event(items: list[Item], event: Event, owner_id: str) -> list[Item]:
    body = event.body
    new = [_item(uri, event.at, owner_id) for uri in body.get("uris", ())]
    if event.kind == "replace":
        return new
    if event.kind == "add":
        position = len(items) if body.get("position") is None else body["position"]
        return items[:position] + new + items[position:]
    if event.kind == "remove":
        gone = set(body["uris"])
        return [item for item in items if item.uri not in gone]
    start, length, before = body["range_start"], body["range_length"], body["insert_before"]
    moved = items[start : start + length]
    rest = items[:start] + items[start + length :]
    target = before - length if before > start else before
    return rest[:target] + moved + rest[target:]


def _item(uri: str, at: datetime, owner_id: str) -> Item:
    return Item("episode" if uri.startswith("spotify:episode:") else "track", uri, at, owner_id)
