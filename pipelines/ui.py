"""The UI behind a door of its own.

Dagster's web server takes orders from any page that a browser has open: by GET, under any name that leads to this
machine, from any origin. This one takes them from its own pages only.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.version import __version__
from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN_NAMES = ("localhost", "127.0.0.1")
_READING = {"GET", "HEAD", "OPTIONS"}
_POLL_MILLISECONDS = 2000
_END_SECONDS = 2


class Door:
    """Lets through what reads, and what a page of this server or no page at all orders."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""

        async def send_unframed(message: Message) -> None:
            if message["type"] == "http.response.start":  # else a page lays it under what it lets people click
                MutableHeaders(scope=message)["X-Frame-Options"] = "SAMEORIGIN"
            await send(message)

        orders = scope["type"] == "websocket" or (scope["type"] == "http" and scope["method"] not in _READING)
        if orders and _is_of_another_page(Headers(scope=scope)):
            refusal = PlainTextResponse("Refused: this was sent by a page of another address.", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send_unframed)


def _is_of_another_page(headers: Headers) -> bool:
    """Whether a browser says that a page of another address has sent it; what is no browser says nothing."""
    hosts = {host.lower() for host in headers.getlist("host")}
    origins = {urlsplit(origin).netloc.lower() for origin in headers.getlist("origin")}
    return not (set(headers.getlist("sec-fetch-site")) <= {"same-origin"} and origins <= hosts)


class _Webserver(DagsterWebserver[WorkspaceProcessContext, WorkspaceRequestContext]):
    def __init__(self, context: WorkspaceProcessContext, names: Sequence[str]) -> None:
        self._names = names
        super().__init__(context, live_data_poll_rate=_POLL_MILLISECONDS)

    def build_middleware(self) -> list[Middleware]:
        named = Middleware(TrustedHostMiddleware, allowed_hosts=[*_OWN_NAMES, *self._names], www_redirect=False)
        return [named, Middleware(Door), *super().build_middleware()]

    async def graphql_http_endpoint(self, request: Request) -> Response:
        # The page on which queries are tried is asked for as a page, and sends them by POST.
        if request.method == "GET" and "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse("Queries are sent by POST.", status_code=405, headers={"Allow": "POST"})
        answer: Response = await super().graphql_http_endpoint(request)
        return answer


class _Server(uvicorn.Server):
    def __init__(self, app: ASGIApp, begun: Callable[[], object]) -> None:
        self._begun = begun
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_END_SECONDS))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun()


@contextmanager
def open_ui(
    instance: dg.DagsterInstance, workspace: Path, names: Sequence[str], begun: Callable[[], object]
) -> Iterator[uvicorn.Server]:
    """The UI of one instance, to be run.

    Args:
        instance: whose runs it shows and launches.
        workspace: the file that names the server of the definitions.
        names: under which a proxy asks for it, besides those of this machine.
        begun: called once it answers.
    """
    target = WorkspaceFileTarget(paths=[str(workspace)])
    with WorkspaceProcessContext(instance, target, version=__version__) as context:
        yield _Server(_Webserver(context, names).create_asgi_app(), begun)
