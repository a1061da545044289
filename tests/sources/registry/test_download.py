"""Downloads from a server that behaves, and from one that does not."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
import urllib.error
import urllib.request
from dataclasses import replace

import pytest

from geoaccess.errors import FileError
from geoaccess.sources.registry.answers import read_wait_s
from geoaccess.sources.registry.fetch import Means, fetch_file
from geoaccess.sources.registry.store import Store
from tests.sources.registry.fileserver import (
    Answer,
    FileServer,
    broken,
    chunked,
    dripping,
    endless,
    raw,
    redirect,
    reset,
    silent,
    status,
    whole,
)
from tests.sources.registry.officials import (
    IMPATIENT,
    QUICK,
    SHAPES,
    Told,
    digest,
    fetch,
    left_in,
    official,
    zip_bytes,
)

KEPT = [".shapes.zip.receipt.json", "shapes.zip"]
OTHER = zip_bytes(a_shp=b"9" * 5000, a_dbf=b"8")


def refusal(server: FileServer, store: Store, *answers: Answer, **changes: object) -> str:
    """Return the one line with which a fetch fails; nothing is in the file's place."""
    entry = official(server.put("/shapes.zip", *answers), **changes)
    with pytest.raises(FileError) as caught:
        fetch(entry, store)
    message = str(caught.value)
    assert "\n" not in message
    assert "shapes.zip" in message
    assert not store.path_of(entry).exists()
    return message


def test_a_file_is_fetched_checked_and_moved(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", whole(SHAPES)), sha256=digest(SHAPES))
    told = Told()
    found = fetch(entry, store, told)
    assert found.path.read_bytes() == SHAPES
    assert (found.how, found.sha256) == ("downloaded", digest(SHAPES))
    assert left_in(store) == KEPT
    assert told.lines == []
    assert told.steps[0] == (0, len(SHAPES))
    assert told.steps[-1] == (len(SHAPES), len(SHAPES))
    receipt = store.find_receipt(entry)
    assert receipt is not None
    assert receipt.credit == entry.credit
    assert receipt.origin == entry.address


def test_a_file_that_is_here_is_not_asked_for_again(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", whole(SHAPES)))
    fetch(entry, store)
    assert fetch(entry, store).how == "kept"
    assert len(server.asked) == 1


# --- resuming


@pytest.mark.parametrize("stop", [broken(SHAPES, 9_000), reset(SHAPES, 9_000)])
def test_what_broke_off_is_gone_on_with(server: FileServer, store: Store, stop: Answer) -> None:
    entry = official(server.put("/shapes.zip", stop, whole(SHAPES)), sha256=digest(SHAPES))
    told = Told()
    assert fetch(entry, store, told).path.read_bytes() == SHAPES
    assert server.asked[1][1].startswith("bytes=")
    assert server.asked[1][2] == '"v1"'
    assert "attempt 2 of 4" in told.lines[0]


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(server: FileServer, store: Store) -> None:
    message = refusal(server, store, broken(SHAPES, 9_000), status(503))
    assert "0.0 MB are kept and the next fetch goes on from there" in message
    entry = official(server.put("/shapes.zip", whole(SHAPES)))
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.ranges[-1] == "bytes=9000-"
    assert left_in(store) == KEPT


def test_a_server_that_sends_all_instead_of_the_rest(server: FileServer, store: Store) -> None:
    answers = broken(SHAPES, 9_000), whole(SHAPES, honours_range=False)
    entry = official(server.put("/shapes.zip", *answers), sha256=digest(SHAPES))
    assert fetch(entry, store).path.read_bytes() == SHAPES


def test_a_file_that_is_replaced_in_between(server: FileServer, store: Store) -> None:
    """If-Range makes an honest server send the new file whole."""
    answers = broken(SHAPES, 9_000), whole(OTHER, etag='"v2"')
    entry = official(server.put("/shapes.zip", *answers))
    assert fetch(entry, store).path.read_bytes() == OTHER


def test_a_server_that_sends_the_rest_of_another_file(server: FileServer, store: Store) -> None:
    span = f"bytes 9000-{len(SHAPES) - 1}/{len(SHAPES)}"
    rest = raw(206, OTHER, ETag='"v2"', Content_Range=span, Content_Length=len(OTHER))
    entry = official(server.put("/shapes.zip", broken(SHAPES, 9_000), rest, whole(SHAPES)))
    told = Told()
    assert fetch(entry, store, told).path.read_bytes() == SHAPES
    assert server.ranges[1:] == ["bytes=9000-", ""]
    assert "the file changed on the server in between" in told.lines[1]


def test_a_server_that_sends_another_piece(server: FileServer, store: Store) -> None:
    piece = raw(206, SHAPES[5:], ETag='"v1"', Content_Range=f"bytes 5-9/{len(SHAPES)}")
    entry = official(server.put("/shapes.zip", broken(SHAPES, 9_000), piece, whole(SHAPES)))
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.ranges[-1] == ""


def test_a_file_that_became_shorter(server: FileServer, store: Store) -> None:
    """The server answers 416 to a range beyond its end: all is fetched anew."""
    short = zip_bytes(a_shp=b"1", a_dbf=b"2")
    answers = broken(SHAPES, 9_000), status(416), whole(short, etag='"v2"')
    entry = official(server.put("/shapes.zip", *answers))
    assert fetch(entry, store).path.read_bytes() == short


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_validator_all_is_fetched_anew(
    server: FileServer, store: Store, etag: str
) -> None:
    entry = official(server.put("/shapes.zip", broken(SHAPES, 9_000, etag=etag), whole(SHAPES)))
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.ranges == ["", ""]


def test_a_part_from_another_address_is_not_gone_on_with(server: FileServer, store: Store) -> None:
    refusal(server, store, broken(SHAPES, 9_000), status(404))
    entry = official(server.put("/moved.zip", whole(SHAPES)))
    fetch(entry, store)
    assert server.asked[-1] == ("/moved.zip", "", "")


def test_a_beginning_and_a_rest_that_do_not_fit_are_fetched_anew(
    server: FileServer, store: Store
) -> None:
    """A server that keeps the ETag of a file that it replaced."""
    refusal(server, store, broken(bytes(len(SHAPES)), 2_000), status(403))
    entry = official(server.put("/shapes.zip", whole(SHAPES)), sha256=digest(SHAPES))
    told = Told()
    assert fetch(entry, store, told).path.read_bytes() == SHAPES
    assert server.ranges[-2:] == ["bytes=2000-", ""]
    assert "fetching all of it again" in told.lines[0]


@pytest.mark.parametrize("state", ["", "{", '{"address": 1}', "[1]", '{"etag": "x"}'])
def test_a_spoilt_state_of_a_part_is_no_state(server: FileServer, store: Store, state: str) -> None:
    entry = official(server.put("/shapes.zip", whole(SHAPES)))
    part = store.beside(entry, "part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"junk")
    part.with_name(f"{part.name}.json").write_text(state)
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.ranges == [""]


# --- servers that lie

LIES = {
    "says more than it sends": (
        [broken(SHAPES, len(SHAPES), says=len(SHAPES) + 500)],
        "the download broke off at",
    ),
    "says less than it sends": ([broken(SHAPES, len(SHAPES), says=2_000)], "was not complete"),
    "chunks without an end": ([chunked(SHAPES, ends=False)], "the connection broke off"),
    "a piece instead of the whole": (
        [raw(206, SHAPES[9:], Content_Range=f"bytes 9-{len(SHAPES)}/{len(SHAPES)}")],
        "a piece where the whole file was asked for",
    ),
    "packed though asked not to": (
        [raw(200, b"x", Content_Encoding="gzip")],
        "packs the file (gzip) though it was asked not to",
    ),
    "packed, in capitals": ([raw(200, b"x", Content_Encoding="GZIP")], "packs the file (gzip)"),
    "a size beyond any file": (
        [raw(200, b"x", Content_Length=10**13)],
        "larger than any official file",
    ),
    "no content": ([raw(200, b"", Content_Length=0)], "the file is empty"),
    "a web page": (
        [raw(200, b"\n<!DOCTYPE html><title>Login</title>")],
        "the content is a web page, not the file: a login page of your network",
    ),
    "a PDF": ([raw(200, b"%PDF-1.7 x")], "the content is a PDF, whatever the name says"),
    "another zip file": ([whole(zip_bytes(readme_md=b"x"))], "holds no .shp and no .dbf"),
    "not HTTP": ([lambda handler: handler.wfile.write(b"hello\n")], "the connection broke off"),
    "hangs up at once": ([lambda handler: None], "the connection broke off"),
}


@pytest.mark.parametrize("case", LIES)
def test_lies(server: FileServer, store: Store, case: str) -> None:
    answers, words = LIES[case]
    assert words in refusal(server, store, *answers)
    assert "shapes.zip" not in left_in(store)


def test_an_endless_answer_ends_at_the_limit(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", endless()))
    with pytest.raises(FileError, match="sends more than any official file holds"):
        fetch(entry, store, patience=replace(QUICK, max_bytes=1 << 20))


def test_chunks_with_an_end(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", chunked(SHAPES)))
    assert fetch(entry, store).path.read_bytes() == SHAPES


def test_a_content_encoding_that_is_none(server: FileServer, store: Store) -> None:
    """Servers that name a character set there send the file as it is."""
    answer = raw(200, SHAPES, Content_Encoding="UTF-8", Content_Length=len(SHAPES))
    entry = official(server.put("/shapes.zip", answer))
    assert fetch(entry, store).path.read_bytes() == SHAPES


def test_a_wrong_checksum_keeps_nothing(server: FileServer, store: Store) -> None:
    message = refusal(server, store, whole(OTHER), sha256=digest(SHAPES))
    assert f"SHA-256 {digest(OTHER)[:12]}…, not {digest(SHAPES)[:12]}…" in message
    assert "compare https://example.org/shapes.html" in message
    assert left_in(store) == []
    assert len(server.asked) == 1


def test_a_file_shorter_than_registered(server: FileServer, store: Store) -> None:
    expected = {"sha256": digest(SHAPES), "size_bytes": len(SHAPES)}
    message = refusal(server, store, whole(SHAPES[:-9]), **expected)
    assert f"{len(SHAPES) - 9:,} of {len(SHAPES):,} bytes: the file breaks off" in message


# --- servers that are slow, busy or refuse


def test_silence_ends_an_attempt(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", silent(2, SHAPES[:99], len(SHAPES)), whole(SHAPES)))
    told = Told()
    assert fetch(entry, store, told, patience=IMPATIENT).path.read_bytes() == SHAPES
    assert "did not answer in time" in told.lines[0]


def test_a_server_that_never_answers(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", silent(2, says=len(SHAPES))))
    with pytest.raises(FileError, match=r"did not answer in time \(4 attempts at 127\.0\.0\.1\)"):
        fetch(entry, store, patience=IMPATIENT)


def test_a_drip_is_no_download(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", dripping(SHAPES, 0.01), whole(SHAPES)))
    told = Told()
    fetch(entry, store, told, patience=IMPATIENT)
    assert "the download crawls" in told.lines[0]


def test_no_server(store: Store, server: FileServer) -> None:
    entry = official("http://127.0.0.1:9/shapes.zip")
    with pytest.raises(FileError, match="takes no connection \\(4 attempts"):
        fetch(entry, store)


def test_no_such_host(store: Store, server: FileServer) -> None:
    entry = official("http://no-such-host.invalid/shapes.zip")
    with pytest.raises(FileError, match="cannot be found: there is no network, or a proxy"):
        fetch(entry, store)


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(server: FileServer, store: Store, code: int) -> None:
    entry = official(server.put("/shapes.zip", status(code), status(code), whole(SHAPES)))
    assert fetch(entry, store).how == "downloaded"
    assert len(server.asked) == 3


def test_a_server_that_stays_busy(server: FileServer, store: Store) -> None:
    message = refusal(server, store, status(503))
    assert "the server answers 503 (Service Unavailable) (4 attempts at 127.0.0.1)" in message
    assert "carry it in with --from; page: https://example.org/shapes.html" in message


def test_the_wait_that_a_server_asks_for(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", status(503, Retry_After=1), whole(SHAPES)))
    told = Told()
    fetch(entry, store, told)
    assert told.lines[0].endswith("attempt 2 of 4 in 1 s")


def test_a_wait_that_is_too_long(server: FileServer, store: Store) -> None:
    message = refusal(server, store, status(503, Retry_After=3600))
    assert "asks to wait 60 minutes; try again then" in message
    assert len(server.asked) == 1


def test_dates_of_retry_after() -> None:
    now = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
    assert read_wait_s("Tue, 10 Mar 2026 12:01:30 GMT", now) == 90
    assert read_wait_s("Tue, 10 Mar 2026 11:00:00 GMT", now) == 0
    assert read_wait_s("soon", now) is None
    assert read_wait_s(None) is None


FINAL = {
    401: "the server wants a login",
    403: "the server refuses; fetch the file with a browser",
    404: "there is no such file any more; look for its new address",
    407: "your proxy wants a login; set HTTPS_PROXY=",
    410: "the file was withdrawn",
    418: "the server answers 418: I'm a Teapot",
}


@pytest.mark.parametrize("code", FINAL)
def test_refusals_are_not_asked_again(server: FileServer, store: Store, code: int) -> None:
    assert FINAL[code] in refusal(server, store, status(code))
    assert len(server.asked) == 1


# --- redirects and proxies


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: FileServer, store: Store, code: int) -> None:
    server.put("/new.zip", broken(SHAPES, 900), whole(SHAPES))
    entry = official(server.put("/old.zip", redirect("/new.zip", code)))
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.asked[-1] == ("/new.zip", "bytes=900-", '"v1"')


REDIRECTS = {
    "to itself": ("/shapes.zip", "in circles, or too often"),
    "to a file": ("file:///etc/passwd", "not followed ('file:///etc/passwd')"),
    "to ftp": ("ftp://127.0.0.1/a", "not followed ('ftp://127.0.0.1/a')"),
    "to data": ("data:text/plain,x", "an address that is not followed"),
    "to nothing": ("", "the server answers 302"),
}


@pytest.mark.parametrize("case", REDIRECTS)
def test_redirects_that_are_not_followed(server: FileServer, store: Store, case: str) -> None:
    to, words = REDIRECTS[case]
    assert words in refusal(server, store, redirect(to))
    assert len(server.asked) == 1


def test_redirects_in_a_circle_of_three(server: FileServer, store: Store) -> None:
    server.put("/a", redirect("/b"))
    server.put("/b", redirect("/shapes.zip"))
    assert "in circles" in refusal(server, store, redirect("/a"))
    assert len(server.asked) == 3


def test_a_long_chain_of_redirects(server: FileServer, store: Store) -> None:
    for i in range(20):
        server.put(f"/{i}", redirect(f"/{i + 1}"))
    assert "too often" in refusal(server, store, redirect("/0"))
    assert len(server.asked) == 6


def test_from_https_no_redirect_to_http() -> None:
    import http.client
    import io
    import urllib.request

    from geoaccess.sources.registry.faults import FinalFault
    from geoaccess.sources.registry.opener import _Redirects

    headers = http.client.HTTPMessage()
    headers["Location"] = "http://example.org/a.zip"
    request = urllib.request.Request("https://example.org/a.zip")
    with pytest.raises(FinalFault, match="an address that is not followed"):
        _Redirects().http_error_302(request, io.BytesIO(), 302, "", headers)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x/a", "/etc/passwd", "https:///a"]
)
def test_addresses_that_are_not_fetched(store: Store, address: str) -> None:
    with pytest.raises(FileError, match="is not an address that is fetched"):
        fetch(official(address), store)


def test_the_proxy_of_the_environment(
    server: FileServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    server.put("http://files.example/shapes.zip", whole(SHAPES))
    entry = official("http://files.example/shapes.zip")
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.asked[0][0] == "http://files.example/shapes.zip"


@pytest.mark.parametrize("code", [403, 407])
def test_a_proxy_that_refuses(
    server: FileServer, store: Store, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setenv("https_proxy", server.address)
    server.put("files.example:443", status(code))
    entry = official("https://files.example/shapes.zip")
    with pytest.raises(FileError, match=f"your proxy answers {code} .* for files.example; set HT"):
        fetch(entry, store)
    assert len(server.asked) == 1


def test_a_certificate_that_is_not_trusted(
    server: FileServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = ssl.SSLCertVerificationError("self-signed")
    error.verify_message = "self-signed certificate"

    def refuse(*_: object, **__: object) -> None:
        raise urllib.error.URLError(error)

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", refuse)
    with pytest.raises(
        FileError, match=r"cannot be verified \(self-signed certificate\): your net"
    ):
        fetch(official("https://127.0.0.1/shapes.zip"), store)


def test_a_redirect_to_a_name_in_japanese(server: FileServer, store: Store) -> None:
    server.put("/%E5%BD%A2%20a.zip", whole(SHAPES))
    location = "/形 a.zip".encode().decode("iso-8859-1")
    entry = official(server.put("/shapes.zip", redirect(location)))
    assert fetch(entry, store).path.read_bytes() == SHAPES


# --- interrupted, two at once, and no room


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_fetch_is_gone_on_with(
    server: FileServer, store: Store, stop: type[BaseException]
) -> None:
    entry = official(server.put("/shapes.zip", whole(SHAPES)))

    def interrupt(done: int, _: int | None) -> None:
        if done > 0:
            raise stop

    with pytest.raises(stop):
        fetch_file(entry, store, means=Means(patience=QUICK), progress=interrupt, tell=str)
    assert not store.path_of(entry).exists()
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.ranges[1].startswith("bytes=")


def test_two_fetches_at_once_ask_once(server: FileServer, store: Store) -> None:
    entry = official(server.put("/shapes.zip", silent_then_whole()))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(fetch(entry, store, lock_wait_s=5).how))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["downloaded", "kept", "kept"]
    assert len(server.asked) == 1


def silent_then_whole() -> Answer:
    """Return an answer that takes a moment."""

    def answer(handler) -> None:
        threading.Event().wait(0.15)
        whole(SHAPES)(handler)

    return answer


def test_a_lock_that_is_held_too_long(server: FileServer, store: Store) -> None:
    from geoaccess.sources.registry.locks import hold_lock

    entry = official(server.put("/shapes.zip", whole(SHAPES)))
    store.path_of(entry).parent.mkdir(parents=True)
    told = Told()
    with (
        hold_lock(store.beside(entry, "lock"), wait_s=0, tell=told.lines.append),
        pytest.raises(FileError, match="another geoaccess is fetching this file; wait until"),
    ):
        fetch(entry, store, told)
    assert told.lines == ["another geoaccess is fetching this file; waiting"]
    fetch(entry, store)


def test_a_full_disk(server: FileServer, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    assert "has no room for" in refusal(server, store, whole(SHAPES))
