"""Opening an address: https and http only, few redirects, never to a file or to less safety."""

from __future__ import annotations

import http.client
import string
import urllib.request
from typing import IO, Final
from urllib.parse import quote, urljoin, urlsplit

from geoaccess.sources.registry.faults import FinalFault

MAX_REDIRECTS: Final = 5
_SCHEMES: Final = ("https", "http")


def build_opener() -> urllib.request.OpenerDirector:
    """Return what opens addresses; proxies are those of the environment (or of Windows).

    Of urllib's handlers only those of http are put in: none of file, ftp or data.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def check_address(address: str) -> None:
    """Raise a FinalFault for an address of another scheme than http."""
    parts = urlsplit(address)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise FinalFault(f"'{address}' is not an address that is fetched (https or http)")


class _Request(urllib.request.Request):
    """A request that knows where it was redirected before."""

    seen: tuple[str, ...] = ()


class _Redirects(urllib.request.BaseHandler):
    """Follows five redirects, and none that leaves http or falls back from https.

    urllib's own reads the body of a redirect to its end, however long, and follows to ftp.
    """

    def http_error_302(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        _msg: str,
        headers: http.client.HTTPMessage,
    ) -> http.client.HTTPResponse | None:
        """Return the answer of the address that a redirect names."""
        location = headers.get("Location")
        if not location:
            return None
        fp.close()
        # a server may send bytes that are no part of an address: Japanese names, blanks
        location = quote(location, encoding="iso-8859-1", safe=string.punctuation)
        old, new = req.full_url, urljoin(req.full_url, location)
        scheme = urlsplit(new).scheme
        if scheme not in _SCHEMES or (urlsplit(old).scheme == "https" and scheme != "https"):
            raise FinalFault(
                f"the server redirects to an address that is not followed ('{new[:80]}')"
            )
        seen = (*getattr(req, "seen", ()), old)
        if new in seen or len(seen) > MAX_REDIRECTS:
            raise FinalFault(f"the server redirects in circles, or too often ({code})")
        request = _Request(new, headers=dict(req.headers), origin_req_host=req.origin_req_host)
        request.seen = seen
        answer: http.client.HTTPResponse = self.parent.open(request, timeout=req.timeout)
        return answer

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302
