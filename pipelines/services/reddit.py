"""Reddit through praw, read-only: posts and comments newest first, errors of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import praw
import prawcore

from pipelines.errors import LoginRefusedError, RateLimitedError, ServiceError, ServiceUnreachableError
from pipelines.services.http import ServiceSession, retry_after
from pipelines.settings import Settings


def reddit_client(settings: Settings, as_of: datetime, session: ServiceSession | None = None) -> praw.Reddit:
    """A read-only client, as of a moment (sandbox only; the live service knows one time).

    A session of one's own knows the Date of the newest answer.
    """
    secret = settings.reddit_client_secret
    return praw.Reddit(
        client_id=settings.reddit_client_id or "sandbox",
        client_secret=secret.get_secret_value() if secret is not None else "sandbox",
        user_agent=settings.reddit_user_agent,
        reddit_url=settings.address("reddit").rstrip("/"),
        oauth_url=settings.address("reddit_oauth").rstrip("/"),
        check_for_updates=False,
        requestor_kwargs={"session": session or ServiceSession(settings, "reddit_oauth", as_of)},
    )


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn praw's exceptions into ours."""
    try:
        yield
    except prawcore.exceptions.TooManyRequests as error:
        raise RateLimitedError("Reddit asks us to come back later", retry_after(error.response.headers)) from None
    except (prawcore.exceptions.OAuthException, prawcore.exceptions.Forbidden) as error:
        raise LoginRefusedError(f"Reddit refused the login ({error}): check LINERNOTES_REDDIT_CLIENT_ID") from None
    except prawcore.exceptions.ResponseException as error:
        if error.response.status_code == 401:  # noqa: PLR2004
            raise LoginRefusedError("Reddit refused the login: check LINERNOTES_REDDIT_CLIENT_SECRET") from None
        raise ServiceError(f"Reddit answered {error.response.status_code}") from None
    except prawcore.exceptions.RequestException as error:
        if isinstance(error.original_exception, ServiceUnreachableError):
            raise error.original_exception from None
        raise ServiceUnreachableError(f"Reddit does not answer ({error.original_exception!r})") from None
