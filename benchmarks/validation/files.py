"""Damages of files: a PDF that is handed in, and a transcription that is put among the snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.validation.trial import Damage, Outcome, Trial
from sources.declaration.declared import BUNDLED
from sources.reading.content import Content
from tests.typeset.documents import annual_report, mono_pages, one_picture
from tests.typeset.tables import tables_of

_SNAPSHOT = "annual_report_2024.csv"
_SURVEY = "un_egdi_2024.csv"


def _report() -> bytes:
    """A report of three of the tables, typeset: enough to be one."""
    tables = tables_of(BUNDLED / "spbe_annual_report" / "snapshots" / _SNAPSHOT)
    return annual_report([tables[number] for number in (2, 7, 9)], 2024).data


def _pdf(make: Callable[[], bytes]) -> Callable[[Trial], Outcome]:
    def of(trial: Trial) -> Outcome:
        return trial.hand_in(Content("Laporan Evaluasi SPBE 2024.pdf", make(), "pdf"))

    return of


def _transcribed(
    change: Callable[[bytes], bytes], snapshot: str = _SNAPSHOT, *, sealed: bool = True
) -> Callable[[Trial], Outcome]:
    return lambda trial: trial.transcribed(snapshot, change, sealed=sealed)


_DAMAGES: list[tuple[str, Callable[[Trial], Outcome], str]] = [
    ("PDF: three of its 46 tables", _pdf(_report), ""),
    ("PDF: cut off", _pdf(lambda: _report()[:9000]), ""),
    ("PDF: a picture of a page", _pdf(one_picture), ""),
    ("PDF: locked with a password", _pdf(lambda: mono_pages(2, text="Laporan", user="rahasia")), ""),
    ("PDF: plain text under its name", _pdf(lambda: b"Laporan Evaluasi SPBE 2024\n" * 40), ""),
    ("transcription: another encoding", _transcribed(lambda data: data.decode().encode("utf-16")), ""),
    ("transcription: semicolons", _transcribed(lambda data: data.replace(b",", b";")), ""),
    ("transcription: cut off", _transcribed(lambda data: data[:20_000]), ""),
    ("transcription: cut off, and not sealed", _transcribed(lambda data: data[:20_000], sealed=False), ""),
    ("transcription: every line twice", _transcribed(lambda data: data + data.split(b"\n", 1)[1]), ""),
    ("transcription: a column lost",
     _transcribed(lambda data: b"\n".join(line.rsplit(b",", 1)[0] for line in data.split(b"\n"))), ""),
    ("transcription: row numbers that a spreadsheet took for dates",
     _transcribed(lambda data: data.replace(b",54,1,", b",54,01/01/2024,", 1)), ""),
    ("transcription: the file of 2023 in its place",
     _transcribed(lambda _: (BUNDLED / "spbe_annual_report" / "snapshots" / "annual_report_2023.csv").read_bytes()),
     ""),
    ("transcription of the survey: codes that a spreadsheet shortened",
     _transcribed(lambda data: data.replace(b",IDN,", b",ID,"), _SURVEY), ""),
]  # fmt: skip


def damages() -> Iterator[Damage]:
    """Every damage of a file."""
    for name, of, why in _DAMAGES:
        yield Damage(name, of, why)
