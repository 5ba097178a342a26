"""Result tables found by words and places: what is read exactly, and what is refused rather than guessed."""

from dataclasses import replace
from pathlib import Path

import pytest

from sources.declaration.errors import SourceError
from sources.reading.content import tell
from sources.reading.pdf import opened
from sources.reading.pdf_table_cells import join
from sources.reading.pdf_tables import read_tables
from tests.typeset import LONG_HEADINGS, SHORT_HEADINGS, Layout, Table, typeset

_DOMAINS = ("d1", "d2", "d3", "d4", "index")
_NAMES = ["Pemerintah Provinsi Jawa Tengah", "Pemerintah Kab. Banyumas", "Pemerintah Kota Magelang",
          "Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan", "Pemerintah Kab. Fak-Fak"]  # fmt: skip
#: A column so narrow that most names wrap.
_NARROW = Layout(rules="none", widths={"agency": 100})


def _rows(names=_NAMES, first=1):
    return [
        {"no": str(at), "agency": name, **{c: f"{1 + at % 4},{at % 10}{n}" for n, c in enumerate(_DOMAINS)},
         "predikat": ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")[at % 5]}
        for at, name in enumerate(names, start=first)
    ]  # fmt: skip


def _table(names=_NAMES, number="31", title="Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah"):
    return Table(number, title, _rows(names))


def _read(tables, layout, *, after=(), want=lambda heading, title: True):
    document = typeset(tables, layout, after=after)
    with opened(tell("report.pdf", document.data)) as opened_document:
        return read_tables(opened_document, Path("report.pdf"), want)


def _printed(found):
    renamed = {"name": "agency"}
    return [
        (table.number, table.title, [{renamed.get(c, c): v for c, v in row.cells.items()} for row in table.rows])
        for table in found.tables
    ]


def _expected(tables):
    return [(table.number, table.title, [dict(row) for row in table.rows]) for table in tables]


def _refusal(tables, layout, **more):
    with pytest.raises(SourceError) as refused:
        _read(tables, layout, **more)
    return str(refused.value)


@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
@pytest.mark.parametrize(("rules", "padding"), [("grid", 3), ("frame", 3), ("zebra", 0), ("none", 3), ("none", 0)])
def test_a_wrapped_name_is_one_name(valign, rules, padding):
    tables = [_table()]
    found = _read(tables, replace(_NARROW, valign=valign, rules=rules, padding=padding))
    assert _printed(found) == _expected(tables)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(headings=LONG_HEADINGS, widths=dict.fromkeys(("d1", "d2", "d3", "d4"), 62.0), page=(842, 595)),
        Layout(headings=SHORT_HEADINGS, over_domains="Nilai Domain", rules="none"),
        Layout(headings={**SHORT_HEADINGS, "d1": "Domain 1", "d2": "Domain 2", "d3": "Domain\n3", "d4": "Domain\n4"},
               widths=dict.fromkeys(("d1", "d2", "d3", "d4"), 50.0), page=(842, 595), rules="none"),
        Layout(headings={**SHORT_HEADINGS, "no": "Nomor", "agency": "Kementerian/\nLembaga/Pemerintah\nDaerah",
                         "index": "Indeks SPBE\n2024"}, widths={"no": 40, "index": 62}, page=(842, 595), rules="zebra"),
        Layout(numbered_columns=True, rules="none"),
        Layout(order=("no", "agency", "predikat", "index", "d4", "d3", "d2", "d1"), align="right"),
        Layout(order=("predikat", "index", "d1", "d2", "d3", "d4", "agency", "no"), align="left", rules="none"),
    ],
    ids=["four domains by name", "a heading over the domains", "domain numbers", "many words", "numbered columns",
         "domains last", "all the other way round"],
)  # fmt: skip
def test_the_heading_says_which_column_is_which(layout):
    tables = [
        _table(),
        _table(_NAMES[1:], number="32", title="Hasil Evaluasi SPBE Pemerintah Daerah di D.I Yogyakarta"),
    ]
    assert _printed(_read(tables, layout)) == _expected(tables)


@pytest.mark.parametrize(("repeat", "rules"), [(True, "none"), (False, "rows"), (False, "none")])
def test_a_table_goes_on_over_pages_whether_its_heading_does_or_not(repeat, rules):
    tables = [_table(_NAMES * 16)]
    layout = replace(
        _NARROW, rules=rules, repeat_heading=repeat, head="Laporan Evaluasi SPBE 2024", foot="Halaman {page}"
    )
    document = typeset(tables, layout)
    with opened(tell("report.pdf", document.data)) as opened_document:
        found = read_tables(opened_document, Path("report.pdf"), lambda heading, title: True)
    assert _printed(found) == _expected(tables)
    assert [row.page for row in found.tables[0].rows] == document.row_pages
    assert document.row_pages[-1] >= 3


@pytest.mark.parametrize("inside", [True, False], ids=["in the table", "above it"])
def test_a_caption_over_two_lines_is_one_title(inside):
    tables = [_table(), _table(number="32", title="Hasil Evaluasi SPBE Kementerian")]
    layout = Layout(caption_width=150, caption_in_table=inside, rules="none" if inside else "grid")
    assert _printed(_read(tables, layout)) == _expected(tables)


def test_a_list_of_tables_and_sentences_are_no_captions():
    tables = [_table()]
    front = [["Tabel 30. Hasil Evaluasi SPBE Pemerintah Daerah di Banten ........... 70",
              "Tabel 31 menunjukkan bahwa indeks naik menjadi 3,12."]]  # fmt: skip
    document = typeset(tables, Layout(), front)
    with opened(tell("report.pdf", document.data)) as opened_document:
        found = read_tables(opened_document, Path("report.pdf"), lambda heading, title: True)
    assert _printed(found) == _expected(tables)
    assert [(page, caption.number) for page, caption in found.captions] == [(2, "31")]


def test_a_row_of_means_and_what_stands_below_the_table_are_no_agencies():
    tables = [_table(), _table(number="32")]
    layout = replace(_NARROW, mean_row="Rata-rata Provinsi", note="*) 3,50 setelah banding")
    found = _read(tables, layout, after=["Berdasarkan tabel di atas indeks rata-rata 3,12 dengan predikat Baik."])
    assert _printed(found) == _expected(tables)
    assert [note for note in found.notes if "Rata-rata Provinsi 3,00" in note] == found.notes
    assert len(found.notes) == 2


def test_an_empty_cell_stays_empty_and_a_damaged_one_as_it_is():
    rows = _rows()
    rows[1]["d1"], rows[2]["d1"], rows[3]["d3"] = "", ",60", "4.50"
    tables = [Table("9", "Hasil Evaluasi SPBE Kementerian", rows)]
    assert _printed(_read(tables, Layout())) == _expected(tables)


def test_a_column_without_any_figure_is_found_by_the_others():
    rows = [{**row, "d3": ""} for row in _rows()[:1]]
    tables = [Table("9", "Hasil Evaluasi SPBE Kementerian", rows)]
    assert _printed(_read(tables, Layout(align="right"))) == _expected(tables)


def test_which_column_is_empty_must_be_clear():
    rows = [{**row, **dict.fromkeys(_DOMAINS[:4], "")} for row in _rows()[:1]]
    headings = {**SHORT_HEADINGS, "index": "Indeks"}
    layout = Layout(headings=headings, widths={**dict.fromkeys(_DOMAINS, 40.0)}, align="right", rules="none",
                    order=("no", "agency", "index", "d1", "d2", "d3", "d4", "predikat"))  # fmt: skip
    assert "4 columns of figures are empty, and it is not clear which" in _refusal(
        [Table("9", "Hasil Evaluasi SPBE Kementerian", rows)], layout
    )


def test_row_numbers_without_a_gap_are_required():
    rows = _rows()
    del rows[2]
    message = _refusal([Table("31", "Hasil Evaluasi SPBE", rows)], Layout())
    assert "report.pdf: page 2, table 31: after row 2 comes 4" in message.replace("page 1,", "page 2,")


def test_a_table_must_begin_with_row_one():
    message = _refusal([Table("31", "Hasil Evaluasi SPBE", _rows(first=2))], Layout())
    assert "the first row has the number 2, not 1" in message


def test_a_row_without_a_name_is_refused():
    rows = _rows()
    rows[1]["agency"] = ""
    assert "row 2 has no name" in _refusal([Table("31", "Hasil Evaluasi SPBE", rows)], Layout())


def test_a_row_without_index_and_grade_is_refused():
    rows = _rows()
    rows[1] |= {"index": "", "predikat": ""}
    assert "row 2 (Pemerintah Kab. Banyumas) has neither index nor predikat" in _refusal(
        [Table("31", "Hasil Evaluasi SPBE", rows)], Layout()
    )


def test_text_inside_the_table_that_belongs_to_no_row_is_shown():
    rows = _rows()
    rows.insert(2, {"no": "", "agency": "Baris tanpa nomor", **dict.fromkeys(_DOMAINS, ""), "predikat": ""})
    assert "the text 'Baris tanpa nomor' belongs to no row" in _refusal([Table("31", "Hasil", rows)], Layout())


def test_lines_equally_far_apart_are_refused_when_nothing_tells_their_rows():
    rows = _rows(["Badan Pengawas Obat", "Badan Arsip Nasional", "Badan Karantina"])
    rows.insert(2, {"no": "", "agency": "Badan Sandi", **dict.fromkeys(_DOMAINS, ""), "predikat": ""})
    message = _refusal([Table("9", "Hasil", rows)], Layout(rules="none", padding=0))
    assert "rows 1 to 3" in message
    assert "equally far apart" in message
    assert "Badan Pengawas Obat / Badan Arsip Nasional / Badan Sandi / Badan Karantina" in message


def test_what_the_rest_of_the_document_shows_tells_the_rows_of_such_lines():
    wrapped = ["Badan Pengawas Keuangan dan Pembangunan", "Arsip Nasional", "Badan Nasional Pengelola Perbatasan"]
    tables = [_table(["Arsip Nasional", *wrapped, "Arsip Nasional"], number="9"), _table(wrapped, number="10")]
    for valign in ("top", "middle", "bottom"):
        found = _read(tables, replace(_NARROW, padding=0, valign=valign))
        assert _printed(found) == _expected(tables)


def test_a_heading_with_an_unknown_column_is_listed_with_its_words():
    layout = Layout(headings={**SHORT_HEADINGS, "index": "Peringkat"}, widths={"index": 60})
    found = _read([_table()], layout)
    assert found.tables == []
    ((page, heading),) = found.refused
    assert page == 1
    assert "Peringkat" in heading.problem
    assert heading.domains


def test_rows_under_a_heading_that_cannot_be_read_are_listed():
    layout = Layout(headings={**SHORT_HEADINGS, "predikat": "Hasil"})
    found = _read([_table()], layout)
    assert found.tables == []
    assert [(page, figures) for page, _, figures in found.stray] == [(1, 5)] * len(_NAMES)


def test_a_table_that_is_not_wanted_is_listed_and_not_read():
    rows = _rows()
    del rows[2]  # its gap does not matter
    found = _read([Table("5", "Rata-rata", rows), _table()], Layout(), want=lambda h, title: "Rata-rata" not in title)
    assert [(table.number, table.wanted, len(table.rows)) for table in found.tables] == [
        ("5", False, 0),
        ("31", True, 5),
    ]


@pytest.mark.parametrize("hidden", [b"\\007", b"\\033", b"\\177"])
def test_a_name_with_characters_that_no_one_sees_is_refused(hidden):
    rows = _rows()
    rows[1]["agency"] = "Pemerintah Kota####X"
    document = typeset([Table("31", "Hasil Evaluasi SPBE", rows)], Layout(packed=False))
    spoilt = document.data.replace(b"####", hidden)  # in a PDF's text, a backslash begins the number of a letter
    assert spoilt != document.data
    with pytest.raises(SourceError) as refused, opened(tell("report.pdf", spoilt)) as opened_document:
        read_tables(opened_document, Path("report.pdf"), lambda heading, title: True)
    assert "page 1, table 31: row 2, name" in str(refused.value)
    assert all(letter.isprintable() for letter in str(refused.value))


def test_a_name_in_a_font_without_its_letters_is_refused():
    rows = _rows()
    rows[1]["agency"] = "Pemerintah Kota \u202eX"
    assert "holds characters that no one can see: U+0000" in _refusal([Table("31", "Hasil", rows)], Layout(font="Vera"))


def test_words_that_run_into_each_other_are_refused():
    layout = Layout(widths={"predikat": 40.0, "index": 26.0}, rules="none")  # "Memuaskan" reaches over
    assert "run into each other" in _refusal([_table(["Kota A", "Kota B", "Kota C", "Kota D", "Kota E"])], layout)


def test_lines_of_a_cell_are_joined_as_they_were_parted():
    assert join(["Kementerian Investasi/", "Badan Koordinasi"]) == "Kementerian Investasi/Badan Koordinasi"
    assert join(["Pemerintah Kab. Fak-", "Fak"]) == "Pemerintah Kab. Fak-Fak"
    assert join(["Badan A -", "Badan B"]) == "Badan A - Badan B"
