"""A source's own modules, found by convention: parse.py, statements.py and row_checks.py in its folder."""

from __future__ import annotations

import importlib
from typing import Any

from sources.declaration.declared import BUNDLED
from sources.declaration.errors import SourceError


def sources_with(module: str) -> list[str]:
    """The names of the sources that have a module of that name, in alphabetical order."""
    return sorted(path.parent.name for path in BUNDLED.glob("*/source.yml") if (path.parent / f"{module}.py").exists())


def member_of(source: str, module: str, member: str) -> Any:  # noqa: ANN401 - the caller knows what it asks for
    """What a source's module offers under a name.

    Raises:
        SourceError: when the module does not have it.
    """
    found = getattr(importlib.import_module(f"sources.{source}.{module}"), member, None)
    if found is None:
        raise SourceError(
            BUNDLED / source / f"{module}.py",
            f"it has no `{member}`.",
            f"write it like that of the other sources: docs/architecture.md says what {module}.py offers.",
        )
    return found
