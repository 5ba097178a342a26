"""Result tables of a PDF: which layouts are read exactly, and what is refused rather than guessed."""

from functools import partial
from pathlib import Path

import pytest

from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.pdf import Word, opened
from sources.reading.pdf_headings import Caption, find_marks
from sources.reading.pdf_tables import read_tables
from tests.typeset.tables import LONG_HEADINGS, SHORT_HEADINGS, Layout, Table, typeset

_DOMAINS = ("d1", "d2", "d3", "d4", "index")
_NAMES = ["Pemerintah Provinsi Jawa Tengah", "Pemerintah Kab. Banyumas", "Pemerintah Kota Magelang",
          "Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan", "Pemerintah Kab. Fak-Fak"]  # fmt: skip
#: A page so wide that no heading wraps, and a column so narrow that most names do.
_Wide = partial(Layout, page=(842, 595), widths=dict.fromkeys(("d1", "d2", "d3", "d4"), 62.0))
_Narrow = partial(Layout, widths={"agency": 100.0})

READ, NO_TABLE, UNCLEAR = "read", "no table", "not clear"
#: Layouts of two tables whose names wrap, and what becomes of them: read exactly, refused with these words, or no table
#: (what a document of such tables is refused for: test_annual_report_pdf.py).
ONE_PAGE = {
    **{
        f"{rules}, {valign}, {'no ' * (not space)}space between rows": (
            _Narrow(rules=rules, valign=valign, padding=space),
            READ if space or rules in {"grid", "rows", "zebra"} else UNCLEAR,
        )
        for rules in ("grid", "rows", "zebra", "frame", "none")
        for valign in ("top", "middle", "bottom")
        for space in (0, 3)
    },
    "no rules, no space, no name wraps": (_Wide(rules="none", padding=0, widths={"agency": 300}), READ),
    "four domains by name": (_Wide(headings=LONG_HEADINGS), READ),
    "a heading over the domains": (Layout(over_domains="Nilai Domain", rules="none"), READ),
    "domain numbers": (
        _Wide(headings={**SHORT_HEADINGS, **{f"d{n}": f"Domain {n}" for n in (1, 2, 3, 4)}}, rules="none"), NO_TABLE,
    ),
    **{
        f"many heading words, {rules}": (
            _Wide(headings={**SHORT_HEADINGS, "no": "Nomor", "agency": "Kementerian/\nLembaga/Pemerintah\nDaerah",
                            "index": "Indeks SPBE\n2024"}, widths={"no": 40, "index": 62}, rules=rules), outcome,
        )
        for rules, outcome in (("grid", READ), ("zebra", NO_TABLE))
    },
    "numbered columns": (Layout(numbered_columns=True, rules="none"), READ),
    "domains last": (Layout(order=("no", "agency", "predikat", "index", "d4", "d3", "d2", "d1"), align="right"), READ),
    "numbers last": (Layout(order=("predikat", "index", "d1", "d2", "d3", "d4", "agency", "no")), NO_TABLE),
    "caption of several lines in the table": (Layout(caption_width=150, caption_in_table=True, rules="none"), READ),
    "caption of several lines above it": (Layout(caption_width=150), READ),
    "means and a note below": (_Narrow(rules="none", mean_row="Rata-rata", note="*) 3,50 setelah banding"), READ),
    "row numbers with a point": (Layout(number_form="{}.", size=6.5, leading=1.05, padding=1, rules="rows"), READ),
    "a turned page": (_Wide(rotate=True, headings=LONG_HEADINGS, rules="zebra"), READ),
    "reaching into the next column": (
        Layout(widths={"predikat": 40.0, "index": 26.0}, rules="none"), "run into each other",
    ),
    "an unknown column": (Layout(headings={**SHORT_HEADINGS, "index": "Peringkat"}, widths={"index": 60}), NO_TABLE),
}  # fmt: skip
#: The same, of a table that runs over pages, with or without its heading repeated, and with rows that a page ends.
MANY_PAGES = {
    f"{rules}, heading {'repeated' if repeat else 'once'}, rows {'split' if split else 'whole'}": (
        _Narrow(rules=rules, valign="top", repeat_heading=repeat, split_rows=split, head="Laporan Evaluasi SPBE 2024",
                foot="Halaman {page}"),
        READ if rules in {"grid", "rows"} or not split else UNCLEAR,
    )
    for rules in ("grid", "rows", "frame", "none")
    for repeat in (True, False)
    for split in (False, True)
}  # fmt: skip


def _rows(names=_NAMES, first=1):
    return [
        {"no": str(at), "agency": name, **{c: f"{1 + at % 4},{at % 10}{n}" for n, c in enumerate(_DOMAINS)},
         "predikat": ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")[at % 5]}
        for at, name in enumerate(names, start=first)
    ]  # fmt: skip


def _table(names=_NAMES, number="31", rows=None):
    return Table(number, "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah", rows or _rows(names))


def _read(tables, layout=None, **around):
    data = tables if isinstance(tables, bytes) else typeset(tables, layout or Layout(), **around).data
    with opened(identify("report.pdf", data)) as document:
        return read_tables(document, Path("report.pdf"), lambda heading, title: True)


def _outcome(tables, layout, expected=READ):
    """What becomes of a layout, in the words of the lists above."""
    try:
        found = _read(tables, layout)
    except SourceError as error:
        placed = "report.pdf: page " in str(error) and f"table {tables[0].number}: " in str(error)
        return expected if expected in str(error) and placed else str(error)
    printed = [
        (t.number, t.title, [{"agency" if c == "name" else c: v for c, v in row.cells.items()} for row in t.rows])
        for t in found.tables
    ]
    right = printed == [(table.number, table.title, list(table.rows)) for table in tables]
    return (READ if right else "READ WRONG") if found.tables else NO_TABLE


def _refusal(tables, layout=None):
    with pytest.raises(SourceError) as refused:
        _read(tables, layout)
    return str(refused.value)


def test_every_layout_is_read_exactly_or_refused_as_listed():
    two, long = [_table(), _table(_NAMES[1:], "32")], [_table([*_NAMES, _NAMES[3]] * 8)]
    cases = {name: (two, *case) for name, case in ONE_PAGE.items()}
    cases |= {name: (long, *case) for name, case in MANY_PAGES.items()}
    outcomes = {name: _outcome(*case) for name, case in cases.items()}
    assert outcomes == {name: expected for name, (_, _, expected) in cases.items()}


def test_single_rows_of_a_ruled_table_on_pages_of_their_own_are_read():
    tables = [_table(_NAMES[:3], number="9"), _table([_NAMES[3]] * 3, number="10")]
    layout = _Narrow(page=(595, 190), margin=30, padding=12)
    assert len(set(typeset(tables, layout).row_pages[-3:])) == 3
    assert _outcome(tables, layout) == READ


@pytest.mark.parametrize(("rules", "outcome"), [("grid", READ), ("none", "belongs to")])
@pytest.mark.parametrize("repeat", [True, False])
def test_the_end_of_a_name_alone_on_the_last_page_is_never_dropped(rules, outcome, repeat):
    layout = _Narrow(rules=rules, split_rows=True, repeat_heading=repeat, valign="top")
    for count in range(15, 60):
        tables = [_table([_NAMES[3]] * count)]
        document = typeset(tables, layout)
        with opened(identify("report.pdf", document.data)) as pages:
            last_page_has_no_row = pages.page_count > document.row_pages[-1]
        if last_page_has_no_row:
            assert _outcome(tables, layout, outcome) == outcome
            return
    pytest.fail("no count of rows leaves the end of a name alone on the last page")


@pytest.mark.parametrize("head", ["left of the names", "in the names' column"])
def test_a_running_head_and_a_border_never_end_a_name(head):
    x = {"left of the names": None, "in the names' column": 100.0}[head]
    layout = _Narrow(rules="rows", valign="top", repeat_heading=False, head="SPBE", head_x=x, border=12)
    outcome = READ if x is None else UNCLEAR
    assert _outcome([_table([*_NAMES, _NAMES[3]] * 8)], layout, outcome) == outcome


def test_sentences_and_a_list_of_tables_are_no_captions_and_no_rows():
    front = [["Tabel 30. Hasil Evaluasi SPBE Pemerintah Daerah di Banten ........... 70",
              "Tabel 31 menunjukkan bahwa indeks naik menjadi 3,12."]]  # fmt: skip
    after = ["Berdasarkan tabel di atas indeks rata-rata 3,12 dengan predikat Baik."]
    found = _read([_table()], _Narrow(rules="none", mean_row="Rata-rata Provinsi"), front=front, after=after)
    assert [(page, caption.number) for page, caption in found.captions] == [(2, "31")]
    assert [row.cells["no"] for row in found.tables[0].rows] == ["1", "2", "3", "4", "5"]
    assert ["Rata-rata Provinsi 3,00" in note for note in found.notes] == [True]


def test_empty_and_damaged_cells_stay_as_they_are_where_it_is_clear_which_they_are():
    rows = _rows()
    rows[0]["d3"], rows[1]["d1"], rows[2]["d1"], rows[3]["d3"], rows[4]["d4"] = "-", "", ",60", "4.50", "–"
    empty = [{**row, **dict.fromkeys(_DOMAINS[:4], "")} for row in _rows()]
    wide = _Wide(widths=dict.fromkeys(_DOMAINS, 90.0), align="right", rules="none")
    for held, layout, outcome in (
        (rows, Layout(font="Vera"), READ),
        (rows, _Wide(headings=LONG_HEADINGS, align="left", font="Vera"), READ),
        ([{**_rows()[0], "d3": ""}], Layout(align="right"), READ),
        (empty, wide, "stand below 5 headings, and it is not clear which below which"),
    ):
        assert _outcome([_table(rows=held)], layout, outcome) == outcome


def _spoilt(at, **cells):
    return [{**row, **cells} if n == at else row for n, row in enumerate(_rows())]


_NO_NUMBER = {"no": "", "agency": "Baris tanpa nomor", **dict.fromkeys(_DOMAINS, ""), "predikat": ""}


def test_a_row_that_cannot_be_told_for_sure_is_refused_with_its_place():
    for rows, reason in (
        ([row for row in _rows() if row["no"] != "3"], "after row 2 comes 4"),
        (_rows(first=2), "the first row has the number 2, not 1"),
        (_spoilt(1, agency=""), "row 2 has no name"),
        (_spoilt(1, index="", predikat=""), "row 2 (Pemerintah Kab. Banyumas) has neither index nor predikat"),
        (_spoilt(1, predikat="Lumayan"), "row 2: 'Lumayan' is none of the grades Memuaskan"),
        (_spoilt(1, d2="3,514"), "row 2, d2: '3,514' is no figure with one or two decimals"),
        (_spoilt(1, d2="3,51 *"), "row 2 has more than one word under d2: '3,51 *'"),
        ([*_rows()[:2], _NO_NUMBER, *_rows()[2:]], "the text 'Baris tanpa nomor' belongs to no row"),
        ([*_rows(), _NO_NUMBER], "the text 'Baris tanpa nomor' below the last row belongs to no row"),
        (_spoilt(1, agency="Kota Aceh 3,51"), "row 2, name: words run into each other ('Kota Aceh 3,51')"),
    ):
        assert _refusal([_table(rows=rows)]).startswith(f"report.pdf: page 1, table 31: {reason}")


def test_lines_that_nothing_parts_are_shown():
    rows = _rows(["Badan Pengawas Obat", "Badan Arsip Nasional", "Badan Karantina"])
    rows.insert(2, {**_NO_NUMBER, "agency": "Badan Sandi"})
    message = _refusal([_table(rows=rows)], Layout(rules="none", padding=0))
    assert "rows 1 to 3 are parted neither by drawn lines nor by wider gaps" in message
    assert "Badan Pengawas Obat / Badan Arsip Nasional / Badan Sandi / Badan Karantina" in message


def test_a_name_whose_letters_cannot_be_seen_is_refused():
    data = typeset([_table(rows=_spoilt(1, agency="Pemerintah Kota####X"))], Layout(packed=False)).data
    assert b"####" in data
    messages = [_refusal(data.replace(b"####", hidden)) for hidden in (b"\\007", b"\\177")]  # a letter by its number
    messages.append(_refusal([_table(rows=_spoilt(1, agency="Pemerintah Kota \u202eX"))], Layout(font="Vera")))
    for message in messages:
        assert "page 1, table 31: row 2, name" in message
        assert message.isprintable()


def test_a_hyphen_that_only_breaks_a_line_is_no_part_of_the_name():
    rows = _spoilt(1, agency="Kabupaten Penukal Abab Lema\u00ad\ntang Ilir")
    found = _read([_table(rows=rows)], Layout(font="Vera"))
    assert found.tables[0].rows[1].cells["name"] == "Kabupaten Penukal Abab Lematang Ilir"


def test_a_table_that_is_printed_sideways_is_refused_and_not_left_out():
    turned = typeset([_table()], Layout(page=(842, 595), rotate=True)).data
    assert "page 1: its table is printed sideways" in _refusal(turned.replace(b"/Rotate 90", b"/Rotate 0 "))


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Hasil Evaluasi (lanjutan)", "Hasil Evaluasi"), ("Hasil Evaluasi [ Sambungan ]", "Hasil Evaluasi"),
        ("Hasil Evaluasi Lanjutan", "Hasil Evaluasi"), ("Hasil (lanjutan) Evaluasi", "Hasil (lanjutan) Evaluasi"),
        (f"Hasil{' ' * 3_000}Evaluasi", "Hasil Evaluasi"),  # a search that is cubic in blanks would never end
    ],
)  # fmt: skip
def test_a_caption_is_its_title_without_the_word_that_it_goes_on(printed, title):
    words = [Word(text, 10.0 + 60 * at, 60.0 + 60 * at, 10, 20, 10) for at, text in enumerate(["Tabel", "3.", printed])]
    (mark,) = find_marks([words], [], None)
    assert isinstance(mark, Caption)
    assert (mark.number, mark.title) == ("3", title)
