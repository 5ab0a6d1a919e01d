"""One tree of errors: each is a problem with a permanent slug, a status and a detail that says the fix."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of a request that is wrong: a JSON pointer into the body, or a parameter's name."""

    pointer: str
    detail: str


class Problem(Exception):
    """What went wrong with a request; subclasses fix slug, title and status (RFC 9457).

    `detail` says how to mend it and never repeats the input; at most 20 faults are shown.
    """

    slug = "internal"
    title = "The server failed"
    status = 500
    says = "A fault of the server, not of the request. It was logged under the answer's `instance`."

    def __init__(
        self,
        detail: str,
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)[:20]
        self.headers = headers or {}


class BadParameter(Problem):
    """A query parameter that is unknown or out of range."""

    slug = "bad-parameter"
    title = "A query parameter is wrong"
    status = 400
    says = "A filter is unknown or its value cannot be used; the detail names the known ones or the range."


class BadCursor(Problem):
    """A cursor that this list did not give out."""

    slug = "bad-cursor"
    title = "The cursor is not one of this list's"
    status = 400
    says = "Take `next_cursor` from the page before, unchanged, or start again without a cursor."


class MalformedJSON(Problem):
    """A body that is no JSON."""

    slug = "malformed-json"
    title = "The body is not JSON"
    status = 400
    says = "The body could not be read as JSON (UTF-8, one value)."


class MissingKey(Problem):
    """A write without a usable API key."""

    slug = "missing-key"
    title = "An API key is needed"
    status = 401
    says = (
        "Send `Authorization: Bearer ck_live_…`; `counterclaim keys create --role contributor` makes a key."
    )

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="counterclaim"'})


class WeakRole(Problem):
    """A key whose role does not allow the write."""

    slug = "weak-role"
    title = "The key's role does not allow this"
    status = 403
    says = "The key is known, but its role may not do this; the detail names the role that may."


class NotFound(Problem):
    """No such thing, or none that the asker may see."""

    slug = "not-found"
    title = "There is no such thing here"
    status = 404
    says = "No object has this id or key, or no route this path; the detail lists the nearest names."

    def __init__(self, detail: str, kind: str | None = None, reference: str = "") -> None:
        super().__init__(detail)
        self.kind, self.reference = kind, reference


class MethodNotAllowed(Problem):
    """A path that exists, with a method it does not take."""

    slug = "method-not-allowed"
    title = "The path does not take this method"
    status = 405
    says = "The `Allow` header lists the methods this path takes."


class Conflict(Problem):
    """A key that is taken, or a change that what is stored does not allow."""

    slug = "conflict"
    title = "It conflicts with what is stored"
    status = 409
    says = "The key is taken by another body, or the object's state forbids the change. Nothing was written."


class NotLive(Conflict):
    """A claim that was superseded or retracted, where one that stands is needed."""


class TooLarge(Problem):
    """A body over the limit."""

    slug = "too-large"
    title = "The body is too large"
    status = 413
    says = "The body passes the limit the detail names. Send less at once."


class UnsupportedMediaType(Problem):
    """A body that does not say it is JSON."""

    slug = "unsupported-media-type"
    title = "The body has to be JSON"
    status = 415
    says = "Send `Content-Type: application/json`; with curl, `--json '…'` does."


class Unprocessable(Problem):
    """A body that is JSON but does not fit; `faults` point at the places."""

    slug = "unprocessable"
    title = "The body does not fit"
    status = 422
    says = "Each entry of `errors` points at a place of the body and says what would fit there."


class UnknownReference(Unprocessable):
    """A reference in a body to something that does not exist; the API adds the nearest names."""

    def __init__(self, kind: str, reference: str, pointer: str) -> None:
        detail = f"No {kind} has this id or key."
        super().__init__(detail, [Fault(pointer, detail)])
        self.kind, self.reference, self.pointer = kind, reference, pointer


class Busy(Problem):
    """Too many writes wait, or the disk does not take them now."""

    slug = "busy"
    title = "The server cannot take this now"
    status = 503
    says = "Nothing was written. Try again after the seconds in `Retry-After`."

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"Retry-After": "1"})


PROBLEMS: tuple[type[Problem], ...] = (
    BadParameter,
    BadCursor,
    MalformedJSON,
    MissingKey,
    WeakRole,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    UnsupportedMediaType,
    Unprocessable,
    Busy,
    Problem,
)
