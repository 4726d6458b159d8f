"""Who may use our own Gentle server."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette")

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from aligner.gentle_server.guard import Guard


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotImplementedError


def objection(method: str = "POST", **headers: str) -> str:
    named = {"host": "127.0.0.1:8765"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Guard(nowhere, frozenset({"studio.lan"})).objection(method, Headers(named))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8765", "127.0.0.1", "localhost:8765", "LOCALHOST", "[::1]:8765", "studio.lan:80"],
)
def test_programs_ask_by_address_or_as_localhost(host: str) -> None:
    assert objection(host=host) == ""


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example"),
        *(
            "",
            "user@127.0.0.1",
            "127.0.0.1:8765/x",
            "[::1",
            "127.0.0.1:99999",
            "localhost@evil.com",
        ),
    ],
)
def test_a_name_that_somebody_points_here_is_refused(host: str) -> None:
    assert "answers on this machine only" in objection(host=host)


def test_a_request_has_one_host() -> None:
    guard = Guard(nowhere)
    assert guard.objection("GET", Headers(raw=[])) != ""
    twice = [(b"host", b"localhost"), (b"host", b"localhost")]
    assert guard.objection("GET", Headers(raw=twice)) != ""


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://127.0.0.1:8765",
        "http://127.0.0.1:9",
        "http://localhost:8765",
    ],
)
def test_pages_of_other_sites_are_refused(origin: str) -> None:
    assert "other sites" in objection(origin=origin)


def test_our_own_page_may_send_its_form() -> None:
    assert objection(origin="http://127.0.0.1:8765", sec_fetch_site="same-origin") == ""


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_browsers_say_that_a_request_comes_from_elsewhere(site: str) -> None:
    assert "other sites" in objection("GET", sec_fetch_site=site, sec_fetch_mode="no-cors")
    assert "other sites" in objection("POST", sec_fetch_site=site, sec_fetch_mode="navigate")
    # A link on another page may be followed.
    assert objection("GET", sec_fetch_site=site, sec_fetch_mode="navigate") == ""
