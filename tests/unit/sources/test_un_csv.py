"""The UN's CSV comes in under both of its headers, and gives the rows that the bundled snapshots hold."""

import csv
import io

import pytest

from sources.declaration.errors import SourceError
from sources.reading.parts import NotThis
from sources.un_egovkb.parse import READER
from tests.unit.sources.conftest import Reads, csv_rows

_OWN = (
    "Survey Year", "Country Name", "E-Government Rank", "E-Government Index", "E-Participation Index",
    "Online Service Index", "Human Capital Index", "Telecommunication Infrastructure Index",
)  # fmt: skip
_RENAMED = (
    "Survey Year", "Country", "Rank", "E_Index", "E_Participation", "Online_Service", "Human_Capital", "Tele_Infra",
)  # fmt: skip
_COLUMNS = ["country", "egdi_rank", "egdi", "epi", "osi", "hci", "tii"]
_read = Reads(READER, "EGOV_DATA.csv")
_BUNDLED = {snapshot.sidecar.edition: snapshot.path for snapshot in _read.source.snapshots}


def _snapshot(year):
    return csv_rows("un_egovkb", _BUNDLED[year].stem)


def _download(year, header=_OWN, end="\n", region=False):
    """The file as the UN's page makes it: names end in a space, no codes."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=end)
    writer.writerow([*header, "Region"] if region else header)
    for row in _snapshot(year):
        cells = [str(year), *(row[column] for column in _COLUMNS)]
        cells[1] += " "
        writer.writerow([*cells, "Asia"] if region else cells)
    return written.getvalue()


@pytest.mark.parametrize(("header", "region"), [(_OWN, False), (_RENAMED, True)], ids=["own", "renamed"])
def test_both_headers_give_the_rows_of_the_snapshot_in_any_order_of_columns(header, region):
    for year in _BUNDLED:
        (part,) = _read(_download(year, header, "\r\n" if region else "\n", region))
        assert [list(row.items()) for row in part.rows] == [list(row.items()) for row in _snapshot(year)], year
        assert (part.raw_table, part.edition, part.same_as) == ("un_egdi", year, "")
        assert str(year) in part.title
        assert part.notes == (("columns that were not read: Region",) if region else ())
    lines = list(csv.reader(io.StringIO(_download(2022, header))))
    turned = "\n".join(",".join(f'"{cell}"' for cell in reversed(line)) for line in lines)
    (part,) = _read("\ufeff" + turned + "\n")
    assert list(part.rows) == _snapshot(2022)


def test_what_cannot_be_read_for_sure_is_refused_by_its_line():
    for old, new, told, line in (
        ("Iraq ,", "Irak ,", "no code is known of 'Irak'", 2),
        ("2022,Ireland ,", "2022,Iraq ,", "Iraq stands twice, before in line 2", 3),
        ("0.43830", "n/a", "E-Government Index of Iraq is 'n/a', which is no figure", 2),
        ("0.43830", "0,43830", "9 cells where 8 columns are named", 2),
        (",146,", ",14.6,", "E-Government Rank of Iraq is '14.6'", 2),
        ("2022,Iraq", "2024,Iraq", "says 2022, 2024: one survey year is expected", None),
        ("Iraq ,", "Iraq\x07 ,", "control character", 2),
    ):
        text = _download(2022)
        assert old in text
        with pytest.raises(SourceError, match=told) as refusal:
            _read(text.replace(old, new))
        assert refusal.value.line == line
    with pytest.raises(SourceError, match="'Eire', 'Irak'") as refusal:  # unknown countries are all named
        _read(_download(2022).replace("Iraq ,", "Irak ,").replace("Ireland ,", "Eire ,"))
    assert "sources/un_egovkb/country_codes.csv" in refusal.value.remedy
    assert "`Irak," in refusal.value.remedy


def test_other_tables_are_not_taken():
    for text in (
        "Nama Instansi,Indeks\nKota Magelang,3.69\n",
        "row_no,country,iso3,egdi_rank,egdi,epi,osi,hci,tii\n1,Iraq,IRQ,146,0.1,0.1,0.1,0.1,0.1\n",
        ",".join(_OWN[:-1]) + "\n",
        "one line",
    ):
        answer = _read(text)
        assert isinstance(answer, NotThis)
        assert "Telecommunication Infrastructure Index" in answer.looked_for
        assert text[:20].strip() in answer.looked_for
    with pytest.raises(SourceError, match="no data"):
        _read(",".join(_OWN) + "\n")
