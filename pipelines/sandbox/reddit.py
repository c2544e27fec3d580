"""Reddit: www gives tokens and refuses the rest, oauth lists posts and comments as of a moment."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from pipelines.sandbox.context import Context
from pipelines.sandbox.reddit_shapes import comment_shape, is_gone, listing, post_shape, score_at, subreddit_id
from pipelines.sandbox.service import ApiError, add_paths, answer, integer, make_service, now
from pipelines.sandbox.talk import Comment, Post
from pipelines.sandbox.tokens import InvalidTokenError, Tokens
from pipelines.sandbox.world import World

LISTING_LENGTH = 1000
"""No listing goes back further than so many items."""
_MOST_ON_PAGE = 100
_TOKEN_SECONDS = 86_400
_TALK_BEFORE = timedelta(weeks=10)
_SPANS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
    "all": timedelta(days=36_500),
}


def error_body(status: int, message: str) -> dict[str, Any]:
    """An error in Reddit's form."""
    return {"message": message, "error": status}


def make_reddit(context: Context, tokens: Tokens) -> Flask:
    """www.reddit.com: a token for an app; nobody reads without one."""
    app = make_service("reddit", context, error_body, unknown_status=403)

    @app.post("/api/v1/access_token")
    def access_token() -> Response:
        if request.authorization is None or request.authorization.type != "basic":
            raise ApiError(401, "Unauthorized")
        if request.form.get("grant_type") != "client_credentials":
            return answer({"error": "unsupported_grant_type"})
        token = tokens.write("reddit", client=request.authorization.username)
        return answer({"access_token": token, "token_type": "bearer", "expires_in": _TOKEN_SECONDS, "scope": "*"})

    return app


def make_reddit_oauth(context: Context, tokens: Tokens) -> Flask:
    """oauth.reddit.com."""
    app = make_service("reddit_oauth", context, error_body)
    used = cycle(range(1, 400))

    @app.before_request
    def check_token() -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            tokens.read("reddit", token)
        except InvalidTokenError:
            raise ApiError(401, "Unauthorized") from None
        if kind.lower() != "bearer":
            raise ApiError(401, "Unauthorized")

    @app.after_request
    def rate_limit(response: Response) -> Response:
        """Far from the limit, and the window nearly over: nobody has to wait."""
        count = next(used)
        for name, value in (("used", f"{count}"), ("remaining", f"{1000 - count}.0"), ("reset", "1")):
            response.headers.setdefault(f"x-ratelimit-{name}", value)
        return response

    ForumPaths(Reader(context.world)).add_to(app)
    return app


class ForumPaths:
    """Answers what is asked about subreddits, posts and comments."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader

    def add_to(self, app: Flask) -> None:
        """Give a server its paths; a thread has many."""
        threads = ("/comments/<post_id>", "/r/<name>/comments/<post_id>")
        endings = ("", "/<slug>", "/<slug>/<comment_id>")
        add_paths(
            app,
            ("GET", "/r/<names>/<any(new, hot, top):order>", self.posts),
            ("GET", "/r/<names>/comments", self.comments),
            ("GET", "/r/<name>/about", self.about),
            ("GET", "/api/info", self.info),
            *(("GET", start + ending, self.thread) for start in threads for ending in endings),
        )

    def posts(self, names: str, order: str) -> BaseResponse:
        """A page of posts."""
        subreddits = self._reader.subreddits(names)
        if not subreddits:
            return redirect(f"/subreddits/search?q={names}")
        list_posts = {"new": self._reader.new, "hot": self._reader.hot, "top": self._reader.top}[order]
        return _page(
            list_posts(subreddits, now()),
            lambda post: f"t3_{post.post_id}",
            lambda post: post_shape(post, now(), raw=_is_raw()),
        )

    def comments(self, names: str) -> BaseResponse:
        """A page of comments, newest first."""
        subreddits = self._reader.subreddits(names)
        if not subreddits:
            return redirect(f"/subreddits/search?q={names}")
        return _page(
            self._reader.comments(subreddits, now()),
            lambda pair: f"t1_{pair[1].comment_id}",
            lambda pair: comment_shape(pair[0], pair[1], now(), raw=_is_raw()),
        )

    def about(self, name: str) -> Response:
        """A subreddit."""
        found = self._reader.subreddits(name)
        if not found:
            raise ApiError(404, "Not Found")
        data = {"display_name": found[0], "id": subreddit_id(found[0])[3:], "name": subreddit_id(found[0])}
        return answer({"kind": "t5", "data": {**data, "over18": False, "subreddit_type": "public"}})

    def thread(self, post_id: str, slug: str = "", comment_id: str = "", name: str = "") -> Response:
        """A post and its comments, or one of them."""
        del slug, name
        post = self._reader.post(post_id, now())
        if post is None:
            raise ApiError(404, "Not Found")
        shown = [one for one in post.comments if one.created_at <= now() and comment_id in {"", one.comment_id}]
        replies = [comment_shape(post, one, now(), raw=_is_raw()) for one in shown]
        return answer([listing([post_shape(post, now(), raw=_is_raw())]), listing(replies)])

    def info(self) -> Response:
        """Things by their full names, as far as they exist."""
        found = []
        for name in request.args.get("id", "").split(",")[:_MOST_ON_PAGE]:
            kind, _, thing_id = name.partition("_")
            if kind == "t3" and (post := self._reader.post(thing_id, now())) is not None:
                found.append(post_shape(post, now(), raw=_is_raw()))
            elif kind == "t1" and (pair := self._reader.comment(thing_id, now())) is not None:
                found.append(comment_shape(pair[0], pair[1], now(), raw=_is_raw()))
        return answer(listing(found))


class Reader:
    """Reads the forums as of a moment."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._names = {name.lower(): name for name in world.subreddits}
        self._first_day = (world.began_at - _TALK_BEFORE).date()

    def subreddits(self, names: str) -> list[str]:
        """Subreddits of a path such as `Metal+Jazz`; none if one of them does not exist."""
        found = [self._names.get(name.lower()) for name in names.split("+")]
        return [name for name in found if name is not None] if None not in found else []

    def new(self, subreddits: list[str], moment: datetime) -> list[Post]:
        """Newest first."""
        found: list[Post] = []
        for post in self._posts(subreddits, moment):
            if len(found) == LISTING_LENGTH:
                break
            found.append(post)
        return found

    def top(self, subreddits: list[str], moment: datetime) -> list[Post]:
        """Best first, of a span of time."""
        span = _SPANS.get(request.args.get("t", "day"), _SPANS["day"])
        found = [post for post in self.new(subreddits, moment) if post.created_at >= moment - min(span, _SPANS["year"])]
        return sorted(found, key=lambda post: (-score_at(post.score, post.created_at, moment), post.number))

    def hot(self, subreddits: list[str], moment: datetime) -> list[Post]:
        """What is on the front page: good and young."""

        def heat(post: Post) -> tuple[float, int]:
            hours = (moment - post.created_at).total_seconds() / 3600
            return -score_at(post.score, post.created_at, moment) / (2 + hours) ** 1.5, post.number

        return sorted(self.new(subreddits, moment), key=heat)

    def comments(self, subreddits: list[str], moment: datetime) -> list[tuple[Post, Comment]]:
        """Newest first."""
        found: list[tuple[Post, Comment]] = []
        day = moment.date()
        while day >= self._first_day and len(found) < LISTING_LENGTH:
            of_day = [pair for name in subreddits for pair in self._world.forums.comments(name, day)]
            of_day.sort(key=lambda pair: (pair[1].created_at, pair[1].number), reverse=True)
            found += [
                (post, one)
                for post, one in of_day
                if one.created_at <= moment and not is_gone(one, moment) and not is_gone(post, moment)
            ]
            day -= timedelta(days=1)
        return found[:LISTING_LENGTH]

    def post(self, post_id: str, moment: datetime) -> Post | None:
        """A post by its id, if it had been written."""
        post = self._world.forums.post(_number(post_id))
        return post if post is not None and self._is_there(post.created_at, moment) else None

    def comment(self, comment_id: str, moment: datetime) -> tuple[Post, Comment] | None:
        """A comment by its id, if it had been written."""
        found = self._world.forums.comment(_number(comment_id))
        return found if found is not None and self._is_there(found[1].created_at, moment) else None

    def _is_there(self, created_at: datetime, moment: datetime) -> bool:
        first = datetime.combine(self._first_day, datetime.min.time(), tzinfo=UTC)
        return first <= created_at <= moment

    def _posts(self, subreddits: list[str], moment: datetime) -> Iterator[Post]:
        day = moment.date()
        while day >= self._first_day:
            of_day = [post for name in subreddits for post in self._world.forums.posts(name, day)]
            of_day.sort(key=lambda post: (post.created_at, post.number), reverse=True)
            yield from (post for post in of_day if post.created_at <= moment and not is_gone(post, moment))
            day -= timedelta(days=1)


def _number(base36: str) -> int:
    try:
        return int(base36, 36)
    except ValueError:
        return 0


def _is_raw() -> bool:
    return request.args.get("raw_json") == "1"


def _page(found: list[Any], name: Callable[[Any], str], shape: Callable[[Any], dict[str, Any]]) -> Response:
    limit = min(integer("limit", 25, 0, 10_000), _MOST_ON_PAGE) or 25
    names = [name(one) for one in found]
    start = 0
    if request.args.get("after"):
        start = names.index(request.args["after"]) + 1 if request.args["after"] in names else len(names)
    elif request.args.get("before"):
        end = names.index(request.args["before"]) if request.args["before"] in names else 0
        start = max(0, end - limit)
        limit = min(limit, end)
    page = found[start : start + limit]
    more = start + limit < len(found)
    return answer(listing([shape(one) for one in page], after=names[start + limit - 1] if page and more else None))
