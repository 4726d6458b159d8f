"""Who may ask: programs of this machine's user, and this server's own pages.

A web page in a browser on the same machine can send requests to 127.0.0.1. It must not be able to
use this server: not under a name of its own that it lets point here (DNS rebinding; the ``Host``
header tells), and not from elsewhere (cross-site requests; browsers tell with ``Origin`` and
``Sec-Fetch-Site``). curl and scripts send none of the last two, and an address as ``Host``.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFETY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer: no page may frame, load or keep what is here."""


class Guard:
    """Refuses strangers before anything of theirs is read.

    Args:
        app: what is guarded.
        names: host names besides ``localhost`` by which this server may be called. An address
            always may: a page that is found by an address is on that machine.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._names = names | {"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.lower().encode(), v.encode()) for k, v in SAFETY.items()]
                message = {**message, "headers": [*message.get("headers", ()), *extra]}
            await send(message)

        wrong = self.objection(scope["method"], Headers(scope=scope))
        if wrong:
            refusal = PlainTextResponse(f"{wrong}\n", 403, {"Connection": "close"})
            await refusal(scope, receive, safely)
            return
        await self._app(scope, receive, safely)

    def objection(self, method: str, headers: Headers) -> str:
        """What is wrong with a request, or ""."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return "this server answers on this machine only, under its address or as localhost"
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{hosts[0].lower()}":
            return "this server takes nothing from pages of other sites"
        if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
            return ""
        followed = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
        return "" if followed else "this server takes nothing from pages of other sites"

    def _is_ours(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name = (parts.hostname or "").rstrip(".")
            if parts.netloc != host or parts.username is not None or parts.port == 0:
                return False
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
