"""What a server answers to a request for a file, or for the rest of one."""

from __future__ import annotations

import datetime as dt
import email.utils
import http.client
import re
from dataclasses import asdict, dataclass
from email.message import Message
from typing import Final

from geoaccess.sources.registry.faults import FinalFault, PassingFault, StaleFault

_RANGE: Final = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)")
_PASSING_CODES: Final = (408, 421, 425, 429, 500, 502, 503, 504)
_FINAL_CODES: Final = {
    401: "the server wants a login; fetch the file with a browser and carry it in with --from",
    403: "the server refuses; fetch the file with a browser and carry it in with --from",
    404: "there is no such file any more; look for its new address on the publisher's page",
    407: "your proxy wants a login; set HTTPS_PROXY=http://user:password@host:port",
    410: "the file was withdrawn; look for its new address on the publisher's page",
    451: "the server refuses for legal reasons",
}


@dataclass(frozen=True, kw_only=True)
class Version:
    """What tells one state of a file on a server from another, kept beside a part of it.

    Attributes
    ----------
    address
        Where the part came from.
    etag, modified
        As the server gave them; a weak ETag does not count.
    total_bytes
        Size of the whole file, None where the server does not say.
    """

    address: str
    etag: str = ""
    modified: str = ""
    total_bytes: int | None = None

    @property
    def validator(self) -> str:
        """What asks a server for the rest only if the file is still the same, '' for none."""
        return self.etag or self.modified

    def to_record(self) -> dict[str, object]:
        """Return the plain content."""
        return asdict(self)


def read_version(answer: http.client.HTTPResponse, address: str) -> Version:
    """Return which state of the file a whole or partial answer is of."""
    etag = answer.headers.get("ETag", "")
    return Version(
        address=address,
        etag="" if etag.startswith("W/") else etag,
        modified=answer.headers.get("Last-Modified", ""),
        total_bytes=_total_bytes(answer),
    )


def check_status(code: int, headers: Message) -> None:
    """Raise the fault that an HTTP status other than 200 and 206 stands for."""
    if code in _PASSING_CODES:
        raise PassingFault(
            f"the server answers {code} ({http.client.responses.get(code, 'unknown')})",
            read_wait_s(headers.get("Retry-After")),
        )
    words = _FINAL_CODES.get(code, http.client.responses.get(code, "not an answer to read"))
    raise FinalFault(f"the server answers {code}: {words}")


def check_rest(answer: http.client.HTTPResponse, version: Version, have_bytes: int) -> None:
    """Raise a StaleFault where a partial answer is not the rest of what is here."""
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
    if found is None or int(found[1]) != have_bytes:
        raise StaleFault("the server sent another piece than was asked for", 0)
    now = read_version(answer, version.address)
    for before, after in (
        (version.etag, now.etag),
        (version.modified, now.modified),
        (version.total_bytes, now.total_bytes),
    ):
        if before and after and before != after:
            raise StaleFault("the file changed on the server in between", 0)


def read_wait_s(text: str | None, now: dt.datetime | None = None) -> float | None:
    """Return the seconds of a Retry-After header (a number or a date), None where unreadable.

    Examples
    --------
    >>> read_wait_s("120")
    120.0
    """
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    zoned = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (zoned - (now or dt.datetime.now(dt.UTC))).total_seconds())


def _total_bytes(answer: http.client.HTTPResponse) -> int | None:
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
    if answer.status == http.client.PARTIAL_CONTENT:
        return int(found[3]) if found and found[3] != "*" else None
    text = answer.headers.get("Content-Length", "").strip()
    return int(text) if text.isdigit() else None
