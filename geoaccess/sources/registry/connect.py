"""One request to one server, and what can come of it in words."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import urllib.error
import urllib.request
from typing import Final
from urllib.parse import urlsplit

from geoaccess import __version__
from geoaccess.sources.registry.answers import Version, check_status
from geoaccess.sources.registry.faults import FinalFault, PassingFault, StaleFault

_TUNNEL: Final = re.compile(r"Tunnel connection failed: (4\d\d .*)")


def build_request(address: str, version: Version | None, have_bytes: int) -> urllib.request.Request:
    """Return the request for a file, or for the rest of one if it is still in that state."""
    headers = {"User-Agent": f"geoaccess/{__version__}", "Accept-Encoding": "identity"}
    if version is not None:
        headers |= {"Range": f"bytes={have_bytes}-", "If-Range": version.validator}
    return urllib.request.Request(address, headers=headers)  # noqa: S310 - checked before


def open_address(
    opener: urllib.request.OpenerDirector, request: urllib.request.Request, timeout_s: float
) -> http.client.HTTPResponse:
    """Return the answer with all or the rest of a file.

    Raises
    ------
    FinalFault, PassingFault
        For every other outcome; a StaleFault when what is here cannot be gone on with.
    """
    host = urlsplit(request.full_url).hostname
    try:
        answer: http.client.HTTPResponse = opener.open(request, timeout=timeout_s)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise StaleFault(
                    "the file on the server is shorter than what is here", 0
                ) from error
            check_status(error.code, error.headers)
        raise
    except (TimeoutError, http.client.HTTPException, ConnectionError) as error:
        raise PassingFault(describe_break(error, host)) from error
    except urllib.error.URLError as error:
        reason = error.reason
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise FinalFault(
                f"the certificate of {host} cannot be verified ({reason.verify_message}): your "
                "network may look into connections; ask who runs it, or carry the file in "
                "with --from"
            ) from error
        if isinstance(reason, socket.gaierror):
            raise FinalFault(
                f"{host} cannot be found: there is no network, or a proxy is needed "
                "(HTTPS_PROXY); on a computer without network carry the file in with --from"
            ) from error
        tunnel = _TUNNEL.match(str(reason))
        if tunnel:
            raise FinalFault(
                f"your proxy answers {tunnel[1]} for {host}; set HTTPS_PROXY=http://user:"
                "password@host:port if it wants a login, or carry the file in with --from"
            ) from error
        raise PassingFault(describe_break(reason, host)) from error
    if answer.status not in (http.client.OK, http.client.PARTIAL_CONTENT):
        with answer:
            check_status(answer.status, answer.headers)
    return answer


def describe_break(error: object, host: str | None) -> str:
    """Return how a connection failed, in words."""
    of = f" of {host}" if host else ""
    if isinstance(error, TimeoutError):
        return f"the server{of} did not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return f"the server{of} takes no connection"
    if isinstance(error, ConnectionError | http.client.HTTPException):
        return "the connection broke off"
    return f"the connection failed ({error})"
