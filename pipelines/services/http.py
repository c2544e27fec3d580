"""One HTTP session for all services: no silent retries, a time out, the Date of each answer, our own errors."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from pipelines.errors import LoginRefusedError, RateLimitedError, ServiceError, ServiceUnreachableError
from pipelines.settings import Settings

TIMEOUT_SECONDS = (5, 30)
NOW_HEADER = "X-Sandbox-Now"
USER_AGENT = "Linernotes/0.1 ( {contact} )"
DEFAULT_WAIT_SECONDS = 60.0


class ServiceSession(requests.Session):
    """A session without a Retry adapter, that remembers the Date of the newest answer.

    Attributes:
        answered_at: Date header of the newest answer, UTC.
        status: Status of the newest answer; 0 before the first.
    """

    status = 0

    def __init__(self, settings: Settings, service: str, as_of: datetime) -> None:
        super().__init__()
        self.service = service
        self.answered_at: datetime = as_of
        self.trust_env = settings.is_live(service)
        if settings.is_sandbox(service):
            self.headers[NOW_HEADER] = as_of.astimezone(UTC).isoformat()

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401
        """Send, with a time out; a path never ends in a slash (some clients add one, and some services refuse it)."""
        options["timeout"] = options.get("timeout") or TIMEOUT_SECONDS
        parts = urlsplit(url if isinstance(url, str) else url.decode())
        plain = urlunsplit(parts._replace(path=parts.path.rstrip("/")))
        try:
            response = super().request(method, plain, *args, **options)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise ServiceUnreachableError(
                f"{self.service} does not answer at {parts.scheme}://{parts.netloc} ({type(error).__name__}): "
                "check the address and the network"
            ) from None
        self.status = response.status_code
        date = response.headers.get("Date")
        if date is not None:
            self.answered_at = parsedate_to_datetime(date).astimezone(UTC)
        return response


def refuse(service: str, status: int, headers: Mapping[str, str], detail: str) -> ServiceError | LoginRefusedError:
    """The error of ours for a status that means failure."""
    detail = " ".join(detail.split())
    has_wait = any(name.lower() == "retry-after" for name in headers)
    if status == requests.codes.too_many_requests or (status == requests.codes.service_unavailable and has_wait):
        return RateLimitedError(f"{service} asks us to come back later", retry_after(headers))
    if status in {requests.codes.unauthorized, requests.codes.forbidden}:
        return LoginRefusedError(f"{service} refused the login ({status}: {detail}): check the keys, or connect again")
    return ServiceError(f"{service} answered {status}: {detail}")


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that an answer asks us to wait."""
    try:
        return max(1.0, float(headers.get("Retry-After") or headers.get("retry-after") or DEFAULT_WAIT_SECONDS))
    except ValueError:
        return DEFAULT_WAIT_SECONDS


def get_json(session: ServiceSession, url: str, params: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  (JSON)
    """The JSON of an address; None when there is no such thing (404).

    Raises:
        ServiceError: Any other failure.
    """
    return _read(session, session.get(url, params=dict(params or {})))


def post_json(session: ServiceSession, url: str, body: Any) -> Any:  # noqa: ANN401  (JSON)
    """The JSON that a posted body gets; None for 404.

    Raises:
        ServiceError: Any other failure.
    """
    return _read(session, session.post(url, json=body))


def _read(session: ServiceSession, response: requests.Response) -> Any:  # noqa: ANN401  (JSON)
    if response.status_code == requests.codes.not_found:
        return None
    if not response.ok:
        raise refuse(session.service, response.status_code, response.headers, response.reason)
    try:
        return response.json()
    except requests.JSONDecodeError:
        raise ServiceError(f"{session.service} answered something that is not JSON") from None
