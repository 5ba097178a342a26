"""The tables that tell of releases, made of the ledger: audit.releases, release_records, revisions, ranking_history.

Belongs here: the shape of these tables, and what the ledger keeps so that they can be made again. Does not belong here:
the ledger itself (ledger.py), what differs (revisions.py), why it does (assets/causes.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

import pyarrow as pa

from warehouse import ledger
from warehouse.connection import open_scratch, quoted
from warehouse.ledger import Entry
from warehouse.spec import Language, Table
from warehouse.tables import TABLES
from warehouse.words.catalogue import read_catalogue, render
from warehouse.writer import arrow_table, arrow_type

RELEASES, RECORDS, REVISIONS, HISTORY = (
    TABLES[f"audit.{name}"] for name in ("releases", "release_records", "revisions", "ranking_history")
)
RANKING = TABLES["mart.region_ranking"]
_PRESENT, _NUMBER = "is_present", "publication_no"
#: What the ledger keeps of an event, as it stands in audit.releases; the first group as it is, the second as JSON.
_PLAIN = (
    "predecessor_id", "newest_year", "data_date", "schema_version", "package_version", "code_commit",
    "checks_passed", "checks_known", "checks_warned", "revised_cells", "moved_regions", "release_note", "decided_by",
)  # fmt: skip
_AS_JSON = ("release_causes", "release_years")
#: Of each kind of cause so many are named in a sentence.
_NAMED = 3
_LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Publication:
    """An event that puts a release in force, as it is about to be written into the ledger.

    Args:
        event: what happens.
        release_id: of the release.
        at: when, with its zone.
        said: what is kept of it: columns of audit.releases, and more.
        revisions: what differs from the release before, with kind and cause, or None where that cannot be told.
        rankings: the rows of the ranking that are others than before; see changed_rankings.
    """

    event: ledger.Event
    release_id: str
    at: datetime
    said: dict[str, Any]
    revisions: pa.Table | None
    rankings: pa.Table

    @property
    def tables(self) -> dict[str, pa.Table]:
        """What the ledger keeps as Parquet."""
        kept = {ledger.RANKINGS: self.rankings}
        return kept if self.revisions is None else kept | {ledger.REVISIONS: self.revisions}


def story_tables(entries: Sequence[Entry], new: Publication | None = None) -> dict[Table, pa.Table]:
    """The rows of these tables, in their published order.

    Args:
        entries: the ledger.
        new: what is about to be added to it.
    """
    events = [(one.number, one.event, one.release_id, one.at, one.record) for one in entries]
    revised = [_of_event(one.table(ledger.REVISIONS), one.number, one.release_id, dict(one.said)) for one in entries]
    ranked = [_numbered(one.table(ledger.RANKINGS), one.number) for one in entries]
    if new is not None:
        number = len(entries) + 1
        events.append((number, new.event, new.release_id, new.at, new.said))
        revised.append(_of_event(new.revisions, number, new.release_id, new.said))
        ranked.append(_numbered(new.rankings, number))
    return {
        RELEASES: arrow_table(RELEASES, [_record(*event) for event in events]),
        RECORDS: arrow_table(
            RECORDS,
            [
                {"publication_no": number, "release_id": release_id, "release_record": _json(said)}
                for number, _, release_id, _, said in events
            ],
        ),
        REVISIONS: _typed(REVISIONS, [one for one in revised if one is not None]),
        HISTORY: _history([one for one in ranked if one is not None], {event[0]: event[3] for event in events}),
    }


def _record(number: int, event: str, release_id: str, at: datetime, said: dict[str, Any]) -> dict[str, Any]:
    kept = {name: said.get(name) for name in _PLAIN}
    if kept["data_date"] is not None:
        kept["data_date"] = date.fromisoformat(kept["data_date"])
    return {
        "publication_no": number, "release_event": event, "release_id": release_id,
        "published_at": at.isoformat(timespec="seconds"), "published_on": at.date(), **kept,
        **{
            name: None if said.get(name) is None else _json(said[name]) for name in _AS_JSON
        },
        **{
            f"{name}_{language}": tell(said, language) if event in ledger.IN_FORCE else None
            for name, tell in (("causes_told", _causes_told), ("release_told", _release_told))
            for language in _LANGUAGES
        },
    }  # fmt: skip


def _release_told(said: dict[str, Any], language: Language) -> str:
    """What a release changed, as a sentence."""
    causes = _causes_told(said, language)
    if not said.get("release_causes") or said.get("revised_cells") is None:
        return f"{causes[0].upper()}{causes[1:]}."
    code = "moved" if said["moved_regions"] else "none_moved"
    return render("release", code, {**said, "causes": causes}, language)


def _causes_told(said: dict[str, Any], language: Language) -> str:
    """Why a release differs from the one before."""
    causes = said.get("release_causes")
    if not causes:
        return render("release", "first" if said.get("predecessor_id") is None else "not_compared", {}, language)
    by_kind: dict[str, list[str]] = {}
    for one in causes:
        by_kind.setdefault(one["kind"], []).append(one["cause"])
    return "; ".join(_causes_of_kind(kind, named, language) for kind, named in by_kind.items())


def _causes_of_kind(kind: str, named: Sequence[str], language: Language) -> str:
    left = len(named) - _NAMED
    more = render("release", "and_more", {"left": left}, language) if left > 0 else ""
    return f"{read_catalogue().label('revision_kind', kind, language)}: {', '.join(named[:_NAMED])}{more}"


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _of_event(rows: pa.Table | None, number: int, release_id: str, said: dict[str, Any]) -> pa.Table | None:
    if rows is None:
        return None
    for name, value in (("predecessor_id", said["predecessor_id"]), ("release_id", release_id)):
        rows = rows.append_column(name, pa.array([value] * rows.num_rows, pa.string()))
    return _numbered(rows, number)


def _numbered(rows: pa.Table | None, number: int) -> pa.Table | None:
    return None if rows is None else rows.append_column(_NUMBER, pa.array([number] * rows.num_rows, pa.int32()))


def _schema(table: Table) -> pa.Schema:
    return pa.schema([(column.name, arrow_type(column.type)) for column in table.columns])


def _typed(table: Table, parts: Sequence[pa.Table]) -> pa.Table:
    """Rows of several times as a table of today: columns that came later are empty, those that went are left out."""
    schema = _schema(table)
    columns = []
    joined = pa.concat_tables(parts, promote_options="permissive") if parts else schema.empty_table()
    for field in schema:
        there = field.name in joined.column_names
        columns.append(joined[field.name].cast(field.type) if there else pa.nulls(joined.num_rows, field.type))
    rows = pa.table(columns, schema=schema)
    return rows.sort_by([(name, "ascending") for name in table.sorted_by])


def changed_rankings(entries: Sequence[Entry], ranking: pa.Table) -> pa.Table:
    """The rows of a ranking that are not as the ledger has them last; of rows that are gone, their keys.

    Args:
        entries: the ledger.
        ranking: all rows of mart.region_ranking as they are about to be published.

    Returns:
        The columns of mart.region_ranking and ``is_present``.
    """
    parts = [rows for one in entries if (rows := _numbered(one.table(ledger.RANKINGS), one.number)) is not None]
    key = ", ".join(map(quoted, RANKING.key))
    names = ", ".join(map(quoted, ranking.column_names))
    with open_scratch() as connection:
        connection.register("now", ranking)
        if not parts:
            return connection.sql(f"SELECT *, TRUE AS {_PRESENT} FROM now").to_arrow_table()
        connection.register("kept", pa.concat_tables(parts, promote_options="permissive"))
        known = [row[0] for row in connection.sql("DESCRIBE kept").fetchall()]
        before = ", ".join(
            quoted(name) if name in known else f"NULL AS {quoted(name)}" for name in ranking.column_names
        )
        return connection.sql(
            f"""
            WITH standing AS (
                SELECT * FROM kept QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {_NUMBER} DESC) = 1
            )
            SELECT *, TRUE AS {_PRESENT}
            FROM (SELECT {names} FROM now EXCEPT SELECT {before} FROM standing WHERE {_PRESENT})
            UNION ALL BY NAME
            SELECT {key}, FALSE AS {_PRESENT}
            FROM (SELECT {key} FROM standing WHERE {_PRESENT}) ANTI JOIN now USING ({key})
            ORDER BY {key}
            """
        ).to_arrow_table()


def _history(parts: Sequence[pa.Table], times: dict[int, datetime]) -> pa.Table:
    """Every row of the ranking with the times between which it stood."""
    if not parts:
        return _schema(HISTORY).empty_table()
    key = ", ".join(map(quoted, RANKING.key))
    of_row = f"(PARTITION BY {key} ORDER BY {_NUMBER})"
    with open_scratch() as connection:
        connection.register("kept", pa.concat_tables(parts, promote_options="permissive"))
        connection.register(
            "times",
            pa.table({"number": list(times), "at": [at.isoformat(timespec="seconds") for at in times.values()]}),
        )
        rows = connection.sql(
            f"SELECT k.*, f.at AS published_from, u.at AS published_until, "
            f"k.first_published_rank - k.rank_in_kind AS places_since_first FROM ("
            f"SELECT *, lead({_NUMBER}) OVER {of_row} AS next_no, "
            f"first_value(spbe_index IGNORE NULLS) OVER {of_row} AS first_published_index, "
            f"first_value(rank_in_kind IGNORE NULLS) OVER {of_row} AS first_published_rank, "
            f"(spbe_index, rank_in_kind) IS DISTINCT FROM (lag(spbe_index) OVER {of_row}, "
            f"lag(rank_in_kind) OVER {of_row}) AS index_or_rank_is_new "
            f"FROM kept) AS k INNER JOIN times AS f ON k.{_NUMBER} = f.number "
            f"LEFT JOIN times AS u ON k.next_no = u.number "
            f"WHERE k.{_PRESENT}"
        ).to_arrow_table()
    return _typed(HISTORY, [rows])


def without_document(rows: pa.Table) -> pa.Table:
    """Revisions as they are kept: the document of a row has told its cause, and stands in the row itself."""
    return rows.drop_columns(["document_id"])
