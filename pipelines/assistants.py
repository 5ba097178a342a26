"""`spbe mcp`: the planners' questions as tools of the Model Context Protocol, over standard input and output.

Read only. What can be asked are the macros of the release in force and nothing else: no statement of SQL, no file, no
address. The library is an extra of its own (``mcp`` in pyproject.toml) and is loaded by nothing but this.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from pipelines.settings import Settings
from reports.quoting import NotAnswered, answer, described, questions, schema
from sources.declaration.visible import visible
from warehouse.connection import NothingPublished, SqlError, open_release, restrict
from warehouse.releases import DATABASE, read_facts
from warehouse.spec import Language
from warehouse.words.catalogue import render

if TYPE_CHECKING:
    from mcp.server import ServerRequestContext

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def serve_assistants(settings: Settings, language: Language) -> None:
    """Answer until the other side closes.

    Args:
        settings: where the release in force is, which is looked up for each question.
        language: of questions, columns and sentences.
    """
    anyio.run(_serve, settings, language)


async def _serve(settings: Settings, language: Language) -> None:
    tools = [
        Tool(
            name=name,
            title=macro.title.in_language(language),
            description=described(macro, language),
            input_schema=schema(macro, language),
            annotations=_READS,
        )
        for name, macro in questions(language).items()
    ]
    one_at_a_time = anyio.CapacityLimiter(1)  # each may take the memory that a query is given

    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=tools)

    async def call_tool(_: ServerRequestContext[Any], asked: CallToolRequestParams) -> CallToolResult:
        return await anyio.to_thread.run_sync(
            _answered, settings, asked.name, asked.arguments or {}, language, limiter=one_at_a_time
        )

    server: Server[Any] = Server(
        "spbe",
        instructions=render("assistants", "instructions", {}, language),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _answered(settings: Settings, name: str, given: dict[str, Any], language: Language) -> CallToolResult:
    """The answer as JSON, also as text for those who read no other; or the sentence that says why there is none."""
    try:
        release = settings.current.resolve()  # once: figures and facts are of this release
        with open_release(release / DATABASE) as connection:
            restrict(connection)
            facts = read_facts(release)
            assert facts is not None, "a database is published with its manifest"
            found = _inert(answer(connection, facts, name, given, language))
    except (NotAnswered, NothingPublished, TimeoutError, SqlError) as problem:
        said = visible(str(problem).removeprefix("Invalid Input Error: "))
        return CallToolResult(content=[TextContent(type="text", text=said)], is_error=True)
    text = json.dumps(found, ensure_ascii=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=found)


def _inert(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same, where no character of a text does anything but show."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {name: _inert(one) for name, one in value.items()}
    return [_inert(one) for one in value] if isinstance(value, list) else value
