"""Native charts, each with the values that it shows, so that a reader without recalculation draws it too."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from reports.workbook.data_sheet import Placed
from reports.workbook.styles import INK

NAME = "Grafik"


def bars(workbook: Workbook, placed: Placed, *, names: str, values: str, rows: range, title: str) -> Chart:
    """Horizontal bars, the first row on top.

    Args:
        workbook: that holds the sheet.
        placed: the data sheet.
        names: token of the bars' names.
        values: token of their lengths.
        rows: which rows, without a gap.
        title: of the chart.
    """
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(_series(placed, names, values, rows) | {"gap": 40, "fill": {"color": "#5B8DB8"}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}, "interval_unit": 1})
    chart.set_x_axis(
        {
            "min": 0,
            "max": 5,
            "num_format": "0",
            "label_position": "low",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    _finish(chart, title)
    chart.set_size({"width": 760, "height": 120 + 18 * len(rows)})
    return chart


def line(workbook: Workbook, placed: Placed, *, names: str, values: str, rows: range, title: str) -> Chart:
    """Ranks by year: the best on top."""
    chart = workbook.add_chart({"type": "line"})
    marker = {"type": "circle", "size": 6, "fill": {"color": INK}, "border": {"color": INK}}
    series = _series(placed, names, values, rows)
    chart.add_series(
        series | {"line": {"color": INK}, "marker": marker, "data_labels": {"value": True, "position": "above"}}
    )
    chart.set_y_axis(
        {
            "reverse": True,
            "min": 1,
            "num_format": "0",
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    chart.set_x_axis({"reverse": True, "label_position": "high"})
    chart.show_blanks_as("span")  # no survey in that year
    _finish(chart, title)
    chart.set_size({"width": 760, "height": 360})
    return chart


def _series(placed: Placed, names: str, values: str, rows: range) -> dict[str, Any]:
    sheet = placed.sheet.plan.name
    first, last = placed.first_row + rows.start, placed.first_row + rows.stop - 1

    def cells(token: str) -> list[Any]:
        place = placed.place(token)
        return [sheet, first, place, last, place]

    def cached(token: str) -> list[Any]:
        return placed.values(token)[rows.start : rows.stop]

    return {
        "categories": cells(names),
        "values": cells(values),
        "categories_data": cached(names),
        "values_data": cached(values),
    }


def _finish(chart: Chart, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "color": INK}})
    chart.set_legend({"none": True})
