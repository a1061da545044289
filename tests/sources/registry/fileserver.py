"""A local server whose answers a test writes: it breaks off, lies, redirects, and keeps silent."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Answer = Callable[["Handler"], None]


@dataclass
class FileServer:
    """Serves the answers that stand for a path, one after the other; the last one stays.

    `asked` keeps what was requested: path, and the headers that matter.
    """

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    address: str = ""

    def __enter__(self) -> Self:
        owner = self

        class Bound(Handler):
            server_of_files = owner

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def put(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path and return its address."""
        self.answers[path] = list(answers)
        return f"{self.address}{path}"

    @property
    def ranges(self) -> list[str]:
        """The Range header of each request, '' for none."""
        return [asked[1] for asked in self.asked]


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands each request to the answer that is due."""

    server_of_files: FileServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        owner = self.server_of_files
        owner.asked.append(
            (self.path, self.headers.get("Range", ""), self.headers.get("If-Range", ""))
        )
        answers = owner.answers.get(self.path, [status(404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.close_connection = True
        answer(self)

    def do_CONNECT(self) -> None:
        self.do_GET()

    def head(self, code: int, **headers: str | int) -> None:
        """Send the status and headers (underscores stand for hyphens)."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def whole(data: bytes, *, etag: str = '"v1"', honours_range: bool = True) -> Answer:
    """Return the file, or the piece that is asked for if it is still of that ETag."""

    def answer(handler: Handler) -> None:
        wanted = handler.headers.get("Range", "")
        if wanted and honours_range and handler.headers.get("If-Range") == etag:
            first = int(wanted.removeprefix("bytes=").rstrip("-"))
            if first >= len(data):
                handler.head(416, Content_Range=f"bytes */{len(data)}", Content_Length=0)
                return
            rest = data[first:]
            span = f"bytes {first}-{len(data) - 1}/{len(data)}"
            handler.head(206, Content_Length=len(rest), ETag=etag, Content_Range=span)
            handler.wfile.write(rest)
            return
        handler.head(200, Content_Length=len(data), **({"ETag": etag} if etag else {}))
        handler.wfile.write(data)

    return answer


def broken(
    data: bytes, at: int, *, etag: str = '"v1"', says: int | None = None, code: int = 200
) -> Answer:
    """Return an answer that ends after some bytes of what it says it sends."""

    def answer(handler: Handler) -> None:
        length = len(data) if says is None else says
        handler.head(code, Content_Length=length, **({"ETag": etag} if etag else {}))
        handler.wfile.write(data[:at])

    return answer


def reset(data: bytes, at: int, *, etag: str = '"v1"') -> Answer:
    """Return an answer whose connection is reset, not closed."""

    def answer(handler: Handler) -> None:
        handler.head(200, Content_Length=len(data), ETag=etag)
        handler.wfile.write(data[:at])
        handler.wfile.flush()
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()

    return answer


def silent(seconds: float, data: bytes = b"", says: int = 1000) -> Answer:
    """Return an answer that begins and then keeps silent."""

    def answer(handler: Handler) -> None:
        handler.head(200, Content_Length=says, ETag='"v1"')
        handler.wfile.write(data)
        handler.wfile.flush()
        time.sleep(seconds)

    return answer


def dripping(data: bytes, pause_s: float) -> Answer:
    """Return an answer that comes byte by byte."""

    def answer(handler: Handler) -> None:
        handler.head(200, Content_Length=len(data))
        try:
            for i in range(len(data)):
                handler.wfile.write(data[i : i + 1])
                handler.wfile.flush()
                time.sleep(pause_s)
        except OSError:
            pass

    return answer


def chunked(data: bytes, *, ends: bool = True) -> Answer:
    """Return an answer in chunks that says no length, and may lack its end."""

    def answer(handler: Handler) -> None:
        handler.head(200, Transfer_Encoding="chunked")
        handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        if ends:
            handler.wfile.write(b"0\r\n\r\n")

    return answer


def endless() -> Answer:
    """Return an answer without length or end."""

    def answer(handler: Handler) -> None:
        handler.head(200)
        try:
            while True:
                handler.wfile.write(bytes(1 << 16))
        except OSError:
            pass

    return answer


def redirect(to: str, code: int = 302) -> Answer:
    """Return a redirect."""
    return lambda handler: handler.head(code, Location=to, Content_Length=0)


def status(code: int, **headers: str | int) -> Answer:
    """Return an answer of a status and no content."""
    return lambda handler: handler.head(code, Content_Length=0, **headers)


def raw(code: int, data: bytes, **headers: str | int) -> Answer:
    """Return an answer with these headers and bytes, whatever they say."""

    def answer(handler: Handler) -> None:
        handler.head(code, **headers)
        handler.wfile.write(data)

    return answer
