"""Result tables found by words and places: which layouts are read exactly, and what is refused rather than guessed."""

from dataclasses import replace
from pathlib import Path

import pytest

from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.pdf import opened
from sources.reading.pdf_tables import read_tables
from tests.typeset.tables import LONG_HEADINGS, SHORT_HEADINGS, Layout, Table, typeset

_DOMAINS = ("d1", "d2", "d3", "d4", "index")
_NAMES = ["Pemerintah Provinsi Jawa Tengah", "Pemerintah Kab. Banyumas", "Pemerintah Kota Magelang",
          "Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan", "Pemerintah Kab. Fak-Fak"]  # fmt: skip
_WIDE = {"page": (842, 595), "widths": dict.fromkeys(("d1", "d2", "d3", "d4"), 62.0)}
#: A column so narrow that most names wrap.
_NARROW = {"widths": {"agency": 100.0}}
_HEAD_AND_FOOT = {"head": "Laporan Evaluasi SPBE 2024", "foot": "Halaman {page}"}

READ = "read"
UNCLEAR = "not clear"
#: Layouts of two tables whose names wrap, and what becomes of them: read exactly, or refused with these words.
ONE_PAGE = {
    **{
        f"{rules}, wrapped, {valign}": (Layout(rules=rules, valign=valign, **_NARROW), READ)
        for rules in ("grid", "rows", "frame", "zebra", "none")
        for valign in ("top", "middle", "bottom")
    },
    **{
        f"{rules}, wrapped, {valign}, no space between rows": (
            Layout(rules=rules, valign=valign, padding=0, **_NARROW),
            READ if rules in {"grid", "rows", "zebra"} else UNCLEAR,
        )
        for rules in ("grid", "rows", "zebra", "frame", "none")
        for valign in ("top", "middle", "bottom")
    },
    "no rules, no space between rows, no name wraps": (
        Layout(rules="none", padding=0, page=(842, 595), widths={"agency": 300}), READ,
    ),
    "four domains by name": (Layout(headings=LONG_HEADINGS, **_WIDE), READ),
    "a heading over the domains": (Layout(over_domains="Nilai Domain", rules="none"), READ),
    "domain numbers": (
        Layout(headings={**SHORT_HEADINGS, "d1": "Domain 1", "d2": "Domain 2", "d3": "Domain\n3", "d4": "Domain\n4"},
               rules="none", **_WIDE), "no table",
    ),
    "many heading words": (
        Layout(headings={**SHORT_HEADINGS, "no": "Nomor", "agency": "Kementerian/\nLembaga/Pemerintah\nDaerah",
                         "index": "Indeks SPBE\n2024"}, widths={"no": 40, "index": 62}, page=(842, 595)),
        READ,
    ),
    "numbered columns": (Layout(numbered_columns=True, rules="none"), READ),
    "domains last": (Layout(order=("no", "agency", "predikat", "index", "d4", "d3", "d2", "d1"), align="right"), READ),
    "all the other way round": (
        Layout(order=("predikat", "index", "d1", "d2", "d3", "d4", "agency", "no"), align="left", rules="none"),
        "no table",
    ),
    "caption of several lines in the table": (Layout(caption_width=150, caption_in_table=True, rules="none"), READ),
    "caption of several lines above it": (Layout(caption_width=150), READ),
    "a row of means and a note below": (
        Layout(rules="none", mean_row="Rata-rata Provinsi", note="*) 3,50 setelah banding", **_NARROW), READ,
    ),
    "row numbers with a point": (Layout(number_form="{}.", size=6.5, leading=1.05, padding=1, rules="rows"), READ),
    "a turned page": (Layout(rotate=True, headings=LONG_HEADINGS, rules="zebra", **_WIDE), READ),
    "words that reach into the next column": (
        Layout(widths={"predikat": 40.0, "index": 26.0}, rules="none"), "run into each other",
    ),
    "an unknown column": (Layout(headings={**SHORT_HEADINGS, "index": "Peringkat"}, widths={"index": 60}), "no table"),
}  # fmt: skip
#: The same, of a table that runs over pages, with or without its heading repeated, and with rows that a page ends.
MANY_PAGES = {
    f"{rules}, heading {'repeated' if repeat else 'once'}, rows {'split' if split else 'whole'}": (
        Layout(rules=rules, valign="top", repeat_heading=repeat, split_rows=split, **_NARROW, **_HEAD_AND_FOOT),
        READ if rules in {"grid", "rows"} or not split else UNCLEAR,
    )
    for rules in ("grid", "rows", "frame", "none")
    for repeat in (True, False)
    for split in (False, True)
}


def _rows(names=_NAMES, first=1):
    return [
        {"no": str(at), "agency": name, **{c: f"{1 + at % 4},{at % 10}{n}" for n, c in enumerate(_DOMAINS)},
         "predikat": ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")[at % 5]}
        for at, name in enumerate(names, start=first)
    ]  # fmt: skip


def _table(names=_NAMES, number="31", title="Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah"):
    return Table(number, title, _rows(names))


def _open(data, want=lambda heading, title: True):
    with opened(identify("report.pdf", data)) as document:
        return read_tables(document, Path("report.pdf"), want)


def _read(tables, layout, *, front=(), after=(), want=lambda heading, title: True):
    return _open(typeset(tables, layout, front, after).data, want)


def _printed(found):
    renamed = {"name": "agency"}
    return [
        (table.number, table.title, [{renamed.get(c, c): v for c, v in row.cells.items()} for row in table.rows])
        for table in found.tables
    ]


def _expected(tables):
    return [(table.number, table.title, [dict(row) for row in table.rows]) for table in tables]


def _refusal(tables, layout):
    with pytest.raises(SourceError) as refused:
        _read(tables, layout)
    return str(refused.value)


def _outcome(tables, layout, expected):
    """What becomes of a layout, in the words of the lists above."""
    try:
        found = _read(tables, layout)
    except SourceError as error:
        reason = str(error)
        return expected if expected in reason and "report.pdf: page " in reason and "table 31" in reason else reason
    if not found.tables:
        return "no table"
    return READ if _printed(found) == _expected(tables) else "READ WRONG"


@pytest.mark.parametrize(
    ("layouts", "tables"),
    [
        (ONE_PAGE, [_table(), _table(_NAMES[1:], "32", "Hasil Evaluasi SPBE Pemerintah Daerah di D.I Yogyakarta")]),
        (MANY_PAGES, [_table([*_NAMES, _NAMES[3]] * 8)]),
    ],
    ids=["one page", "many pages"],
)
def test_every_layout_is_read_exactly_or_refused_as_listed(layouts, tables):
    outcomes = {name: _outcome(tables, layout, expected) for name, (layout, expected) in layouts.items()}
    assert outcomes == {name: expected for name, (_, expected) in layouts.items()}


def test_single_rows_of_a_ruled_table_on_pages_of_their_own_are_read():
    tables = [_table(_NAMES[:3], number="9"), _table([_NAMES[3]] * 3, number="10")]
    document = typeset(tables, Layout(page=(595, 190), margin=30, padding=12, **_NARROW))
    assert len(set(document.row_pages[-3:])) == 3
    assert _printed(_open(document.data)) == _expected(tables)


@pytest.mark.parametrize("rules", ["grid", "none"])
@pytest.mark.parametrize("repeat", [True, False])
def test_the_end_of_a_name_alone_on_the_last_page_is_never_dropped(rules, repeat):
    outcome = READ if rules == "grid" else "belongs to"
    layout = Layout(rules=rules, split_rows=True, repeat_heading=repeat, valign="top", **_NARROW)
    for count in range(15, 60):
        tables = [_table([_NAMES[3]] * count)]
        document = typeset(tables, layout)
        if _last_page_has_no_row(document):
            assert _outcome(tables, layout, outcome) == outcome
            return
    pytest.fail("no count of rows leaves the end of a name alone on the last page")


def _last_page_has_no_row(document):
    with opened(identify("report.pdf", document.data)) as pages:
        return pages.page_count > document.row_pages[-1]


def test_a_list_of_tables_and_sentences_are_no_captions():
    front = [["Tabel 30. Hasil Evaluasi SPBE Pemerintah Daerah di Banten ........... 70",
              "Tabel 31 menunjukkan bahwa indeks naik menjadi 3,12."]]  # fmt: skip
    found = _read([_table()], Layout(), front=front)
    assert [(page, caption.number) for page, caption in found.captions] == [(2, "31")]


def test_a_row_of_means_is_noted_and_a_sentence_below_is_no_row():
    layout = Layout(rules="none", mean_row="Rata-rata Provinsi", **_NARROW)
    found = _read([_table()], layout, after=["Berdasarkan tabel di atas indeks rata-rata 3,12 dengan predikat Baik."])
    assert _printed(found) == _expected([_table()])
    assert ["Rata-rata Provinsi 3,00" in note for note in found.notes] == [True]


def test_an_empty_cell_stays_empty_and_a_damaged_one_as_it_is():
    rows = _rows()
    rows[0]["d3"], rows[1]["d1"], rows[2]["d1"], rows[3]["d3"], rows[4]["d4"] = "-", "", ",60", "4.50", "–"
    tables = [Table("9", "Hasil Evaluasi SPBE Kementerian", rows)]
    assert _printed(_read(tables, Layout(font="Vera"))) == _expected(tables)


def test_a_column_without_any_figure_is_found_by_the_others():
    tables = [Table("9", "Hasil Evaluasi SPBE Kementerian", [{**row, "d3": ""} for row in _rows()[:1]])]
    assert _printed(_read(tables, Layout(align="right"))) == _expected(tables)


def test_which_column_is_empty_must_be_clear():
    rows = [{**row, **dict.fromkeys(_DOMAINS[:4], "")} for row in _rows()]
    layout = Layout(widths=dict.fromkeys(_DOMAINS, 90.0), page=(842, 595), align="right", rules="none")
    assert "4 columns of figures are empty, and it is not clear which" in _refusal([Table("9", "Hasil", rows)], layout)


def _spoilt(at, **cells):
    rows = _rows()
    rows[at] |= cells
    return rows


_NO_NUMBER = {"no": "", "agency": "Baris tanpa nomor", **dict.fromkeys(_DOMAINS, ""), "predikat": ""}


def test_a_row_that_cannot_be_told_for_sure_is_refused_with_its_place():
    for rows, reason in (
        ([row for row in _rows() if row["no"] != "3"], "page 1, table 31: after row 2 comes 4"),
        (_rows(first=2), "the first row has the number 2, not 1"),
        (_spoilt(1, agency=""), "row 2 has no name"),
        (_spoilt(1, index="", predikat=""), "row 2 (Pemerintah Kab. Banyumas) has neither index nor predikat"),
        (_spoilt(1, predikat="Lumayan"), "row 2: 'Lumayan' is none of the grades Memuaskan"),
        (_spoilt(1, d2="3,514"), "row 2, d2: '3,514' is no figure with one or two decimals"),
        (_spoilt(1, d2="3,51 *"), "row 2 has more than one word under d2: '3,51 *'"),
        ([*_rows()[:2], _NO_NUMBER, *_rows()[2:]], "the text 'Baris tanpa nomor' belongs to no row"),
        (
            _spoilt(1, agency="Pemerintah Kota Aceh 3,51"),
            "row 2, name: words run into each other ('Pemerintah Kota Aceh 3,51')",
        ),
    ):
        message = _refusal([Table("31", "Hasil Evaluasi SPBE", rows)], Layout())
        assert reason in message
        assert message.startswith("report.pdf: page 1, table 31: ")


def test_lines_that_nothing_parts_are_shown():
    rows = _rows(["Badan Pengawas Obat", "Badan Arsip Nasional", "Badan Karantina"])
    rows.insert(2, {**_NO_NUMBER, "agency": "Badan Sandi"})
    message = _refusal([Table("9", "Hasil", rows)], Layout(rules="none", padding=0))
    assert "rows 1 to 3" in message
    assert UNCLEAR in message
    assert "Badan Pengawas Obat / Badan Arsip Nasional / Badan Sandi / Badan Karantina" in message


def test_a_name_with_characters_that_no_one_sees_is_refused():
    document = typeset([Table("31", "Hasil", _spoilt(1, agency="Pemerintah Kota####X"))], Layout(packed=False))
    assert b"####" in document.data
    for hidden in (b"\\007", b"\\177"):  # in a PDF's text, a backslash begins the number of a letter
        with pytest.raises(SourceError) as refused:
            _open(document.data.replace(b"####", hidden))
        assert "page 1, table 31: row 2, name" in str(refused.value)
        assert all(letter.isprintable() for letter in str(refused.value))


def test_a_name_in_a_font_without_its_letters_is_refused():
    rows = _spoilt(1, agency="Pemerintah Kota \u202eX")
    assert "holds characters that no one can see: U+0000" in _refusal([Table("31", "Hasil", rows)], Layout(font="Vera"))


def test_a_hyphen_that_only_breaks_a_line_is_no_part_of_the_name():
    rows = _spoilt(1, agency="Kabupaten Penukal Abab Lema\u00ad\ntang Ilir")
    found = _read([Table("31", "Hasil", rows)], Layout(font="Vera"))
    assert found.tables[0].rows[1].cells["name"] == "Kabupaten Penukal Abab Lematang Ilir"


def test_a_table_that_is_printed_sideways_is_refused_and_not_left_out():
    turned = replace(Layout(page=(842, 595)), rotate=True)
    data = typeset([_table()], turned).data.replace(b"/Rotate 90", b"/Rotate 0 ")
    with pytest.raises(SourceError, match=r"page 1: its table is printed sideways"):
        _open(data)
