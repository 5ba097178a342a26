"""What strangers write is inert where it is shown: one table of hostile texts, sent through each way out."""

import csv
import io
import json
import re
from datetime import date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow as pa
import pytest
from markdown_it import MarkdownIt
from rich.table import Table
from xlsxwriter import Workbook

from assets.checks import _as_code
from assets.described import inert_table
from pipelines import cli, document_verbs, inert, progress
from pipelines.failures import report_failure
from pipelines.settings import ROOT
from reports.answers import Answer, print_answer
from reports.csv_files import in_excel, write_plain
from reports.site import charts, making
from reports.workbook.rows_sheet import RowsSheet, rows_as_text
from sources.archive.store import Archive
from sources.declaration.visible import on_one_line, visible
from sources.network.errors import legible
from sources.reading.content import harmless_name
from tests.unit.sources.conftest import make_card

#: What acts on a terminal: moves, hides, renames, copies, turns around, or writes a line of its own.
TERMINAL = {
    "erases the line": "\x1b[2K\x1b[1AKota Magelang", "hides": "Kota\x1b[8m Magelang", "in one character": "\x9b2K",
    "renames the window": "\x1b]0;root\x07", "copies": "\x1b]52;c;cm0gLXJm\x07", "goes back": "3,69\r4,99",
    "backspaces": "3,69\b\b\b4,99", "turns around": "Kota \u202egnalegaM", "isolates": "\u2066Kota\u2069",
    "is not seen": "Kota\u200bMagelang\ufeff", "is a tag": "Kota\U000e0041", "is half": "Kota\udcff",
    "separates": "Kota\u2028Magelang", "forges a line": "Kota\n    -> archived as laporan-2025",
}  # fmt: skip
#: What acts where it is taken for markup, a formula, code or a path.
MARKUP = {
    "link": "[Kota Magelang](javascript:alert(1))", "picture": "![x](https://example.org/x.png)",
    "element": '<img src=x onerror="alert(1)">', "script": "</script><script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)', "comment": "<!--", "entity": "&lt;b&gt;&#106;", "cells": "a|b|c",
    "code": "`x`", "fence": "```", "backslash": "a\\|b\\", "lines": "a\n\n| b |\n# c", "rich": "[red]x[/] :smile:",
    "template": "{{ 7 * 7 }}{% raw %}", "address": "javascript:alert(1)", "data": "data:text/html,<b>",
    "formula": '=HYPERLINK("https://example.org","3,69")', "program": "=cmd|' /C calc'!A0", "plus": "+1+cmd|x!A0",
    "minus": "-2+3+cmd|x!A0", "at": "@SUM(A1:A9)", "tab": "\t=1+1", "wide": "\uff1d1+1",
    "path": "../../etc/passwd", "device": "NUL.csv",
}  # fmt: skip
HOSTILE = TERMINAL | MARKUP
#: Real texts that begin as hostile ones do.
FIGURES = ["-0,30", "+5 %", "-", "+0.25", "- 3", "33.71", "Kota Magelang", "–"]

each = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


def _is_inert(shown):
    return all(c.isprintable() or c in "\n\t" for c in shown)


# --- terminal ---------------------------------------------------------------------------------------------


@each
def test_terminal_shows_every_character_as_text(text, capsys):
    with inert.visible_streams():
        print(text)
    shown = capsys.readouterr().out
    assert _is_inert(shown)
    assert visible(text) == visible(visible(text)) == shown[:-1]


class _Screen(io.StringIO):
    def isatty(self):
        return True


@each
def test_terminal_tables_show_text_as_text_beside_their_own_colours(text, monkeypatch):
    screen = _Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "200")
    console = inert.console()
    table = Table("name", style="bold")
    table.add_row(text)
    console.print(table)
    console.print(text, style="bold")
    for form in ("table", "csv", "json", "md"):
        print_answer(inert.seen(Answer(("nama",), [(text,)]), form), form, "id", console)
    written = screen.getvalue()
    assert "\x1b[1m" in written
    shown = _COLOURS.sub("", written)
    assert _is_inert(shown)
    if text.isprintable():
        assert shown.count(text) >= 2  # neither [red] nor :smile: is taken for rich's own markup


@each
def test_terminal_progress_shows_every_character_as_text(text, capfd):
    terminal = progress.Terminal()
    print(text, file=terminal.out, flush=True)
    print(text, file=terminal.err, flush=True)
    terminal.close()
    assert [_is_inert(shown) for shown in capfd.readouterr()] == [True, True]


def test_terminal_shows_cards_of_the_archive_line_by_line(settings, monkeypatch, capsys):
    archive = Archive(settings.archive_dir)
    monkeypatch.setenv("SPBE_DATA", str(settings.data_dir))
    for number, text in enumerate(HOSTILE.values()):
        if not any("\ud800" <= c <= "\udfff" for c in text):  # no YAML holds half a character
            data = str(number).encode()
            told = {"source": "spbe_press", "raw_table": "spbe_press", "reader": "spbe_press", "title": text}
            card = archive.add(data, make_card(data, document_id=f"document-{number}", retrieved_from=text, **told))
            archive.withdraw(card, by=text, on=date(2026, 2, 1), reason=text)
    assert cli.main(["archive"]) == 0
    out = capsys.readouterr().out
    assert _is_inert(out)
    assert len(out.splitlines()) == 4 * (len(HOSTILE) - 1)


def test_terminal_tells_of_files_with_such_names_and_such_words(tmp_path, settings, read_here, capsys):
    files = []
    for number, text in enumerate(HOSTILE.values()):
        content = io.StringIO()
        csv.writer(content).writerows(
            [["No", f"Instansi {text}", "Indeks SPBE 2025"], ["1", text, "3,70"], ["2", f"Kabupaten {text}", "3,70"]]
        )
        name = text.replace("/", "").replace("\0", "")[:60]
        files.append(tmp_path / f"{number} {name}.csv")
        files[-1].write_bytes(content.getvalue().encode("utf-8", "surrogatepass"))
    with inert.visible_streams():
        document_verbs.add(settings, files, dry_run=True, source=None)
    shown = "".join(capsys.readouterr())
    assert _is_inert(shown)
    assert len(re.findall(r"(?m)^\S.*: (?:REFUSED$|spreadsheet)", shown)) == len(files)
    assert "laporan-2025" not in re.findall(r"(?m)^    -> (?:archived as|would become) (.*)", shown)


@each
def test_failure_log_says_the_same_in_characters_that_do_nothing(text, settings):
    at = datetime(2026, 1, 12, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    report_failure(settings, at=at, job="refresh", run_id=None, message=text, steps={text: text}, warn=pytest.fail)
    written = settings.failure_log.read_text(encoding="utf-8")
    assert _is_inert(written)
    assert written.count("\n") == 1
    assert (json.loads(written)["message"], json.loads(written)["steps"]) == (text, {text: text})


@each
def test_words_of_a_server_stand_on_one_line(text):
    assert legible(text).isprintable()


@each
def test_file_names_are_harmless(text):
    name = harmless_name(f"{text}.csv")
    assert name.isprintable()
    assert not re.search(r'[/\\<>:"|?*]|^[=+@.-]', name)
    assert harmless_name(name) == name


# --- the UI of Dagster --------------------------------------------------------------------------------------


def _markdown(text):
    """The text of each cell or line that Markdown shows, as the UI reads it: with tables, and HTML taken as it is."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    shown = _Page()
    shown.feed(html)
    assert set(shown.elements) <= {"table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code", "p"}, html
    assert not shown.attributes
    return shown.texts


class _Page(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self):
        super().__init__()
        self.elements, self.attributes, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += attrs

    def handle_comment(self, data):
        self.elements.append("comment")

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data)


@each
def test_markdown_previews_show_a_cell_as_its_text(text):
    shown = _markdown(inert_table(["nama", "n"], [[text, 1], [text, 2]]))
    cell = " ".join(visible(" ".join(text.splitlines())).split())
    assert [" ".join(one.split()) for one in shown] == ["nama", "n", cell, "1", cell, "2"]


@each
def test_markdown_findings_of_checks_show_a_line_as_its_text(text):
    shown = _markdown(f"{_as_code(text)}\n{_as_code('next')}")
    assert [" ".join(one.split()) for one in shown] == [
        " ".join(on_one_line(text).replace("`", "'").split()), "next"
    ]  # fmt: skip


# --- tables for spreadsheets --------------------------------------------------------------------------------

#: What Excel and LibreOffice evaluate when a CSV file is opened.
_EVALUATED = re.compile(r"[=@\t\r\uff1d\uff20]|[+-]\D*\d+[+*/-]|[+-].*[A-Za-z(|!]")


@each
def test_csv_of_either_kind_holds_no_formula_of_a_stranger(text, tmp_path):
    if any("\ud800" <= c <= "\udfff" for c in text):
        return  # no column holds half a character
    values = pa.chunked_array([[text]])
    write_plain(pa.table([values], names=["nama"]), tmp_path / "plain.csv")
    with (tmp_path / "plain.csv").open(encoding="utf-8", newline="") as stream:
        _, (plain,) = csv.reader(stream)
    assert not _EVALUATED.match(plain)
    assert plain.removeprefix("'") == text
    console, out = inert.console(), io.StringIO(newline="")
    console.file = out
    print_answer(Answer(("nama",), [(text,)]), "csv", "id", console)
    out.seek(0)
    assert list(csv.reader(out)) == [["nama"], [plain]]
    (excel,) = in_excel(values).to_pylist()
    assert not _EVALUATED.match(excel) or re.fullmatch(r'="(?:""|[^"])*"', excel)


@pytest.mark.parametrize("text", FIGURES)
def test_csv_leaves_real_texts_as_they_are(text, tmp_path):
    write_plain(pa.table([pa.array([text])], names=["nama"]), tmp_path / "plain.csv")
    assert (tmp_path / "plain.csv").read_text(encoding="utf-8") == f'"nama"\n"{text}"\n'


@each
def test_workbooks_hold_such_a_text_as_text_or_refuse_it(text):
    if any("\ud800" <= c <= "\udfff" for c in text):
        return  # no column holds half a character
    if re.search("[\x01-\x08\x0b\x0c\x0e-\x1f]", text):
        with pytest.raises(ValueError, match="a control character, which no workbook can hold"):
            rows_as_text([[text]], [0])
        return
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("Data", RowsSheet)
        page.write_string(0, 0, "Judul")
        page.add_rows(2, [{"header": "A"}], rows_as_text([[text]], [0]), "Tabel")
    cell = openpyxl.load_workbook(file)["Data"]["A4"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value.split() == text.split()


# --- the site -----------------------------------------------------------------------------------------------


@each
def test_pages_show_a_text_as_text_and_lead_only_to_addresses(text):
    page, own = _Page(), making._templates()["home"].environment
    template = own.from_string(
        '<p title="{{ x }}">{{ x }}</p>{% if x is address %}<a href="{{ x }}"></a>{% endif %}{{ drawn }}'
    )
    drawn = charts.element("svg", charts.element("title", text), aria_label=text)
    page.feed(template.render(x=text, drawn=drawn))
    assert page.elements == ["p", "svg", "title"]
    assert page.attributes == [("title", text), ("aria-label", text)]
    assert "".join(page.texts) == (text * 2 if text.strip() else "")


def test_pages_lead_out_only_where_an_address_is_one():
    own = making._templates()["home"].environment
    shown = {"https://a.example/": True, "http://a.example": True, "ftp://a.example": False, "": False, None: False}
    assert {url: own.tests["address"](url) for url in shown} == shown
    for file in (ROOT / "reports" / "site" / "templates").glob("*.html"):
        html = file.read_text(encoding="utf-8")
        # Nothing is taken as markup but what the template itself says.
        assert len(re.findall(r"\|\s*safe", html)) == len(re.findall(r"\{\{ '[^']*'\s*\|\s*safe", html)), file.name
        for guarded, name in re.findall(r'(\{%[^%]*%\})<a href="\{\{ (\w+\.url) \}\}"', html):
            assert f"if {name} is address" in guarded, file.name
        assert len(re.findall(r"\.url \}\}", html)) == len(re.findall(r"\.url is address", html)), file.name


def test_terminal_tables_cut_no_text_for_what_is_made_visible_in_it(monkeypatch):
    screen = _Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")
    answer = Answer(("teks", "lain"), [("\x1b[31mmerah\u202eakhir", "ujung"), ("\x07", "ujung")])
    print_answer(inert.seen(answer, "table"), "table", "id", inert.console())
    shown = _COLOURS.sub("", screen.getvalue())
    assert r"\x1b[31mmerah\u202eakhir" in shown
    assert r"\x07" in shown
