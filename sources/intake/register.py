"""What an examination needs to know besides the file: names, instruments, figures already known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sources.declaration.declared import Source
from sources.declaration.raw_rows import raw_records
from sources.intake.reference_lists import ReferenceLists, reference_lists
from sources.names.region_names import RegionNames
from sources.regions.register import all_aliases, region_names, register_versions

#: (year, subject type, subject code, measure)
Cell = tuple[int, str, str, str]


@dataclass(frozen=True)
class KnownFigure:
    """A figure that the current release holds."""

    value: Decimal | None
    printed: str
    document_id: str
    evidence_grade: str


@dataclass(frozen=True)
class Background:
    """What a file is examined against.

    Args:
        names: the register of regions.
        region_labels: "Kota Magelang" by region code.
        instruments: the instrument of each evaluation year.
        lists: the codes of regions, instruments and their nodes.
        known: the figures of the current release; empty before the first.
    """

    names: RegionNames
    region_labels: Mapping[str, str]
    instruments: Mapping[int, str]
    lists: ReferenceLists
    known: Mapping[Cell, KnownFigure] = field(default_factory=dict)


def read_background(sources: Sequence[Source], known: Mapping[Cell, KnownFigure]) -> Background:
    """The background that the source folders give.

    Raises:
        SourceError: when a reference file cannot be read.
    """
    by_name = {source.source: source for source in sources}
    regions = by_name["regions"]
    versions = register_versions(_rows(regions, "regions"), _rows(regions, "region_changes"))
    aliases = all_aliases(_rows(regions, "region_aliases"), regions.folder.parent)
    instruments = by_name["instruments"]
    years = _rows(instruments, "evaluations")
    return Background(
        names=region_names(versions, aliases),
        region_labels={row["region_code"]: row["region_name"] for row in versions},
        instruments={int(row["evaluation_year"]): row["instrument"] for row in years},
        lists=reference_lists(versions, _rows(instruments, "instruments"), _rows(instruments, "instrument_nodes")),
        known=known,
    )


def _rows(source: Source, raw_table: str) -> list[dict[str, Any]]:
    snapshots = source.snapshots_of(raw_table)
    return [record for snapshot in snapshots for record in raw_records(snapshot, None, by_edition=False)]
