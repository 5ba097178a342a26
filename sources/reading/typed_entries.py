"""Lists of entries that a person has typed, as YAML, CSV or XLSX: read into the same rows, held to the same rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sources.reading.content import Content
from sources.reading.entry_forms import Entry, EntryForm, EntryLists
from sources.reading.parts import NotThis
from sources.reading.spelling import without_hidden
from sources.reading.typed_cells import cell_problems
from sources.reading.typed_tables import table_lists
from sources.reading.typed_yaml import as_text, yaml_lists


def read_entry_lists(content: Content, forms: Sequence[EntryForm], *, bare_list: bool = False) -> EntryLists | NotThis:
    """The lists of a file: in YAML below a key each, perhaps with the key `name`; else each as a table with headings.

    Args:
        content: the file.
        forms: the lists that it may hold.
        bare_list: whether a YAML list without a key is one of the first form, too.

    Raises:
        SourceError: when it is such a file, and it is broken, a name in it is unknown, or a list is empty.
    """
    if content.media == "csv":
        text = as_text(content)
        if isinstance(text, NotThis):
            return text
        lists = yaml_lists(content, forms, bare_list=bare_list)
        if lists is not None:
            return lists
    found = table_lists(content, forms)
    if isinstance(found, NotThis) and content.media == "csv":
        keys = " or ".join(form.table for form in forms)
        return NotThis(f"the YAML keys {keys}; or {found.looked_for}")
    return found


def checked_rows(
    content: Content,
    form: EntryForm,
    entries: Sequence[Entry],
    problems: Callable[[dict[str, str]], Iterable[tuple[str, str]]],
    *,
    complete: Callable[[dict[str, str]], dict[str, str]] = dict,
    key: Sequence[str] = (),
) -> tuple[dict[str, str], ...]:
    """The entries as rows with all columns, each right by itself and stated once.

    Args:
        content: the file.
        form: what the entries are.
        entries: as written.
        problems: what is wrong with a row, each with its remedy.
        complete: what fills in columns that may be left out.
        key: the columns that name an entry; all of them when empty.

    Raises:
        SourceError: for the first entry that has a problem, or repeats another.
    """
    rows: list[dict[str, str]] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, entry in enumerate(entries, start=1):
        written = {name: without_hidden(entry.cells.get(name, "")).strip() for name in form.columns}
        cells = complete(written)
        for problem, remedy in (*_problems_of_any(written, form), *problems(cells)):
            raise entry.refusal(content, f"{form.entry} {number}: {problem}", remedy)
        named = tuple(cells[name] for name in key or form.columns)
        twin = seen.setdefault(named, number)
        if twin != number:
            what = (
                f"the {', '.join(key)} of {form.entry} {twin}: {' '.join(named).strip()}"
                if key
                else f"{form.entry} {twin}"
            )
            raise entry.refusal(
                content, f"{form.entry} {number} repeats {what}.", "keep one of the two, or tell them apart."
            )
        rows.append(cells)
    return tuple(rows)


def _problems_of_any(cells: Mapping[str, str], form: EntryForm) -> Iterator[tuple[str, str]]:
    yield from cell_problems(cells)
    for name in form.required:
        if not cells[name]:
            yield f"{name} is empty.", f"state it, or remove the {form.entry}."
