"""The catalogue of words is whole, and a sentence is shown in the notation of its language."""

import re
from datetime import date
from decimal import Decimal

import pytest

from warehouse.tables import PUBLISHED, TABLES
from warehouse.words import catalogue
from warehouse.words.catalogue import UnknownWords, format_value, read_catalogue, render

#: Lists whose codes are the publisher's own words, those of a standard, names of tables or instruments, or units.
_PRINTED = {"predikat", "grade_state", "evidence_grade", "input_traced_in", "obs_status", "unit"} | {
    name for name, codes in read_catalogue().lists.items() if "SPBE-2020" in codes
}


def test_codes_are_snake_case_and_have_words_with_the_same_figures_in_both_languages():
    for name, codes in read_catalogue().lists.items():
        for code, words in codes.items():
            assert name in _PRINTED or re.fullmatch(r"[a-z][a-z0-9_]*", code), (name, code)
            texts = [text for text in (words.label, words.text) if text is not None]
            assert all(text.id.strip() and text.en.strip() for text in texts), (name, code)
            shown = [catalogue._PLACEHOLDER.findall(words.sentence(language)) for language in ("id", "en")]
            # Of a code one language may need another list: with an article, or its plural.
            indonesian, english = (
                {re.sub("_(id|en)$", "", part) for column, form, _ in found for part in (column, form)}
                for found in shown
            )
            assert indonesian == english, (name, code)


def test_every_column_says_what_it_means_in_both_languages():
    assert [c.name for c in read_catalogue().columns.values() if not c.text.id.strip() or not c.text.en.strip()] == []


def test_every_column_and_every_list_is_used():
    columns = [column for table in TABLES.values() for column in table.columns]
    assert set(read_catalogue().columns) <= {column.name for column in columns}
    assert set(read_catalogue().lists) - {column.codes for column in columns} == read_catalogue().interface
    assert {"site", "terminal", "unit"} < read_catalogue().interface
    assert not read_catalogue().interface & {record["code_list"] for record in read_catalogue().records()}
    assert {column.unit for column in columns} - {None} == set(read_catalogue().codes("unit"))


def test_every_figure_of_a_sentence_is_a_column_of_every_table_that_holds_its_code():
    for table in PUBLISHED:
        for column in table.columns:
            if column.codes is not None:
                for words in read_catalogue().lists[column.codes].values():
                    assert words.placeholders() <= set(table.column_names), (table.full_name, column.name, words.code)


_SHOWN = [
    (Decimal("3.6900"), "index", "3,69", "3.69"),
    (Decimal("2.61725"), "index", "2,61725", "2.61725"),
    (Decimal("0.40"), "signed_index", "+0,40", "+0.40"),
    (Decimal("-26.5"), "signed", "-26,5", "-26.5"),
    (157, "signed", "+157", "+157"),
    (0, "signed", "0", "0"),
    (12345, "count", "12.345", "12,345"),
    (Decimal("64.9"), "percent", "64,9%", "64.9%"),
    (date(2025, 5, 1), "date", "1 Mei 2025", "1 May 2025"),
    (2024, None, "2024", "2024"),
]


def test_numbers_and_dates_follow_the_language():
    found = [
        (value, form, format_value(value, form, "id"), format_value(value, form, "en")) for value, form, *_ in _SHOWN
    ]
    assert found == _SHOWN


@pytest.fixture
def sentences(tmp_path, monkeypatch):
    """A catalogue of one list."""
    (tmp_path / "codes").mkdir()
    (tmp_path / "columns.yml").write_text('kind: {type: VARCHAR, codes: kind, id: "jenis", en: "kind"}')
    (tmp_path / "codes" / "one.yml").write_text(
        "kind:\n  kota: {label: {id: kota, en: city}}\n"
        "note:\n  short:\n    label: {id: kurang, en: short}\n"
        '    text: {id: "{kind:code:kind}: kurang {missing:index}.", en: "{kind:code:kind}: {missing:index} short."}\n'
    )
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    read_catalogue.cache_clear()
    yield tmp_path / "codes"
    read_catalogue.cache_clear()


def test_a_sentence_is_rendered_from_its_row(sentences):
    row = {"kind": "kota", "missing": Decimal("0.1500"), "unused": None}
    assert render("note", "short", row, "id") == "kota: kurang 0,15."
    assert render("note", "short", row, "en") == "city: 0.15 short."
    assert render("kind", "kota", {}, "en") == "city"


def test_what_cannot_be_said_is_an_error_that_names_what_to_edit(sentences):
    for code_list, code, row, told in (
        ("gone", "short", {}, "no code list gone"),
        ("note", "gone", {}, "note has no code 'gone'"),
        ("note", "short", {"kind": "kota", "missing": None}, r"note\.short needs missing"),
        ("note", "short", {"kind": "desa", "missing": Decimal(1)}, "kind has no code 'desa'"),
        ("note", "short", {"kind": "kota", "missing": "much"}, "'much' cannot be shown as index"),
    ):
        with pytest.raises(UnknownWords, match=told):
            render(code_list, code, row, "id")


def test_a_list_that_stands_twice_or_nowhere_is_refused(sentences):
    for text, told in (
        ("note: {}", r"note stands in codes/two\.yml"),
        ("word: {said: {label: {id: kata}}}", r"^warehouse/words/codes/two\.yml: word: said: label: write its en"),
        ("word: [", r"^warehouse/words/codes/two\.yml: it is not YAML"),
    ):
        (sentences / "two.yml").write_text(text)
        with pytest.raises(UnknownWords, match=told):
            read_catalogue()
    (sentences / "two.yml").unlink()
    (sentences / "one.yml").write_text("note: {}")
    with pytest.raises(UnknownWords, match="kind has the codes kind"):
        read_catalogue()
