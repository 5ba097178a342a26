"""The figures of a document beside those of the year before, and how well they fit.

How unlike its own history a row is: over its figures, the sum of ln(1 + |change - median change| / spread). Spread is
the mean distance from the median of the changes above it, or below it: figures rise more easily than they fall. Sums of
logarithms, so that one figure that leapt does not outweigh four that fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from warehouse.connection import Connection

READS = ("audit.yearly_changes", "core.regions")

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

#: Of fewer changes no spread can be told.
_FEWEST_CHANGES = 8
_LEAST_SPREAD = 0.001

#: Bodies are numbered in their document as printed, measures in their series; a region's bare name is without its kind.
_FIGURES = """
    WITH names AS (
        SELECT current_code, min(regexp_replace(region_name, '^(Kabupaten|Kota|Provinsi) ', '')) AS bare_name
        FROM core.regions
        GROUP BY current_code
    )

    SELECT
        c.document_id,
        c.reference_year,
        c.subject_code,
        c.printed_name,
        coalesce(r.bare_name, c.subject_code) AS bare_name,
        coalesce(c.table_title, c.document_id) AS printed_table,
        c.locator,
        CAST(c.compared_value AS DOUBLE) AS compared_value,
        CAST(c.previous_value AS DOUBLE) AS previous_value,
        dense_rank() OVER (document ORDER BY c.line_no, c.subject_code) - 1 AS place,
        dense_rank() OVER (document ORDER BY c.measure) - 1 AS measure_no
    FROM audit.yearly_changes AS c
    LEFT JOIN names AS r ON c.subject_code = r.current_code
    WINDOW document AS (PARTITION BY c.document_id, c.reference_year)
    QUALIFY count(c.previous_value) OVER (PARTITION BY c.document_id, c.reference_year, c.measure) >= $fewest
    ORDER BY c.document_id, c.reference_year, place, measure_no
"""


@dataclass(frozen=True)
class Row:
    """Which row of a document it is."""

    subject_code: str
    printed_name: str
    bare_name: str
    printed_table: str
    locator: str


@dataclass(frozen=True)
class History:
    """The rows of one document of one year, as printed, and their figures; NaN where there is none.

    Args:
        document_id: the document.
        reference_year: the year.
        rows: in the order in which they are printed.
        values: their figures, one column per measure.
        previous: those of the year before, beside the names that they belong to.
    """

    document_id: str
    reference_year: int
    rows: tuple[Row, ...]
    values: Numbers
    previous: Numbers

    def tables(self) -> Iterator[tuple[str, Places]]:
        """The printed tables, and which rows stand in each, in their order."""
        names = np.array([row.printed_table for row in self.rows])
        for name in dict.fromkeys(names):
            yield str(name), np.flatnonzero(names == name)

    @cached_property
    def _spread(self) -> tuple[Numbers, Numbers, Numbers]:
        """Of the changes of each figure: the median, and the mean distance from it of those above and below."""
        changes = self.values - self.previous
        median = np.nanmedian(changes, axis=0)
        rest = changes - median
        return median, _mean(np.where(rest > 0, rest, np.nan)), _mean(np.where(rest < 0, -rest, np.nan))

    def unlike(self, values: Numbers, previous: Numbers) -> Numbers:
        """How unlike that history figures are, per figure (the last axis); NaN where one of both is missing."""
        median, rises, falls = self._spread
        moved = values - previous - median
        unlike: Numbers = np.log1p(np.where(moved > 0, moved / rises, -moved / falls))
        return unlike


def _mean(distances: Numbers) -> Numbers:
    counts = np.maximum(np.count_nonzero(~np.isnan(distances), axis=0), 1)
    mean: Numbers = np.maximum(np.nansum(distances, axis=0) / counts, _LEAST_SPREAD)
    return mean


def read_histories(connection: Connection) -> Iterator[History]:
    """Every document and year that has enough figures with a year before."""
    figures = connection.execute(_FIGURES, {"fewest": _FEWEST_CHANGES}).df()
    for (document_id, year), printed in figures.groupby(["document_id", "reference_year"], sort=False):
        shape = printed["place"].max() + 1, printed["measure_no"].max() + 1
        values, previous = np.full(shape, np.nan), np.full(shape, np.nan)
        values[printed["place"], printed["measure_no"]] = printed["compared_value"]
        previous[printed["place"], printed["measure_no"]] = printed["previous_value"]
        named = printed.drop_duplicates("place")[
            ["subject_code", "printed_name", "bare_name", "printed_table", "locator"]
        ]
        rows = tuple(Row(*row) for row in named.itertuples(index=False, name=None))
        yield History(str(document_id), int(str(year)), rows, values, previous)
