"""The errors that cross a room: each says what to do, and none carries a secret."""


class LinernotesError(Exception):
    """A failure with one clear line for a person. The CLI prints it and exits with `exit_code`."""

    exit_code = 2


class BadInputError(LinernotesError):
    """A file, a setting or an argument is not what it must be; nothing was written."""


class ServiceError(LinernotesError):
    """A service outside answered with a failure that a retry may cure."""


class ServiceUnreachableError(ServiceError):
    """No answer at the configured address."""


class RateLimitedError(ServiceError):
    """The service asks us to come back later.

    Attributes:
        retry_after: Seconds to wait before the next try.
    """

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class EndpointGoneError(LinernotesError):
    """An address that the service has taken away was called; a mistake of the caller, nothing was sent."""


class LoginRefusedError(LinernotesError):
    """Credentials or a listener's consent are missing, expired or refused: retrying is useless."""


class FencedError(LinernotesError):
    """A newer task owns this slice now; this one must not write."""


class ReproductionError(LinernotesError):
    """A re-run of a complete edition gave other bytes than the stored edition."""


class NotYetLandedError(RateLimitedError):
    """A week's slices may still come: look again later."""
