"""What the columns of a table that someone typed may be called, in Indonesian and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.reading.spelling import plain_words

#: The columns with figures and grades, in the order of the raw table.
FIGURES = ("d1", "d2", "d3", "d4", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "index", "predikat")

_NAMES = """
    nama | instansi | nama instansi | instansi pemerintah | nama instansi pemerintah | daerah | nama daerah
    pemerintah daerah | nama pemerintah daerah | pemda | nama pemda | wilayah | nama wilayah | region | region name
    nama region | nama kabupaten kota | nama kab kota | bps nama kabupaten kota | kota kabupaten
    kabupaten dan kota | kabupaten atau kota | kabupaten | nama kabupaten | kota | nama kota | pemerintah kabupaten kota
    pemerintah provinsi kabupaten kota | provinsi kabupaten kota | agency | agency name | name | institution
    institution name | local government | regency city | regency | city | nama pemerintah kabupaten kota
"""
_SPELLINGS: dict[str, str] = {
    "agency": _NAMES,
    # These head a column of names in one table and of kinds in another; its cells tell which.
    "agency kind": "kabupaten kota | kab kota | kab kot",
    "kind": "jenis | jenis daerah | jenis pemda | jenis pemerintah daerah | jenis instansi | kind | tipe | type",
    "kind predikat": "kategori | category | level | tingkat",
    "region_code": """
        kode | code | kode wilayah | kode kemendagri | kode wilayah kemendagri | kode daerah | kode pemda
        kode kabupaten kota | kode kab kota | region code | kemendagri code
    """,
    "bps_code": "kode bps | bps code | kode wilayah bps | bps kode kabupaten kota",
    "province": "provinsi | propinsi | nama provinsi | nama propinsi | province | province name | prov",
    "year": "tahun | year | tahun evaluasi | evaluation year | tahun penilaian",
    "index": """
        indeks | index | nilai | skor | score | nilai indeks | indeks akhir | nilai akhir | skor indeks | index score
        index value | skor akhir | final index | final score | index final
    """,
    "predikat": "predikat | grade | nilai huruf | predicate",
    "": "no | nomor | no urut | nomor urut | number | row no",  # the row's own number
}
_FIELDS_BY_SPELLING = {
    spelling.strip(): tuple(fields.split())
    for fields, spellings in _SPELLINGS.items()
    for spelling in re.split(r"[|\n]", spellings)
    if spelling.strip()
}
_DOMAIN_WORDS = {
    "kebijakan": "d1", "policy": "d1", "tatakelola": "d2", "governance": "d2", "manajemen": "d3", "management": "d3",
    "layanan": "d4", "service": "d4", "services": "d4",
    "d1": "d1", "d2": "d2", "d3": "d3", "d4": "d4",
}  # fmt: skip
_DOMAIN_NUMBERS = {"1": "d1", "2": "d2", "3": "d3", "4": "d4", "i": "d1", "ii": "d2", "iii": "d3", "iv": "d4"}
#: The seven aspects of the Indeks Pemerintah Digital by their names, which are ordinary words where they stand alone.
ASPECT_NAMES = {
    "tatakelola dan manajemen": "a1", "tatakelola manajemen": "a1", "penyelenggara": "a2", "data": "a3",
    "keamanan pemerintah digital": "a4", "keamanan": "a4", "teknologi pemerintah digital": "a5", "teknologi": "a5",
    "keterpaduan layanan digital pemerintah": "a6", "keterpaduan layanan": "a6", "keterpaduan": "a6",
    "kepuasan pengguna layanan digital pemerintah": "a7", "kepuasan pengguna": "a7", "kepuasan": "a7",
}  # fmt: skip
#: Words that a heading may have without meaning anything else by it.
_FILLING = {"spbe", "hasil", "evaluasi", "penilaian", "capaian"}
_AROUND_DOMAINS = {"domain", "indeks", "index", "nilai", "skor", "score", "internal"}

_KIND_WORDS = {
    "kab": "Kabupaten", "kabupaten": "Kabupaten", "regency": "Kabupaten", "pemkab": "Kabupaten",
    "pemerintah kabupaten": "Kabupaten", "pemerintah kab": "Kabupaten",
    "kota": "Kota", "city": "Kota", "municipality": "Kota", "pemkot": "Kota", "pemerintah kota": "Kota",
    "prov": "Provinsi", "provinsi": "Provinsi", "propinsi": "Provinsi", "province": "Provinsi",
    "pemprov": "Provinsi", "pemerintah provinsi": "Provinsi",
}  # fmt: skip

_TOTAL = re.compile(
    r"(?:nilai |indeks |index |capaian |skor )?(?:spbe )?(?:"
    r"(?:rata|rerata|rataan|rata2|jumlah|total|sub ?total|grand total|mean|average|median|maksimum|maksimal|minimum"
    r"|minimal|tertinggi|terendah|standar deviasi)\b.*|nasional|national|indonesia)"
)


@dataclass(frozen=True)
class ColumnHeading:
    """What a column's heading says.

    Args:
        fields: what the column can be; empty for the row's own number. More than one: its cells decide.
        year: the year that the heading names, for tables with a column a year.
        by_name: whether it is an aspect's name, which counts only where all seven head columns.
    """

    fields: tuple[str, ...]
    year: int | None = None
    by_name: bool = False


def read_heading(text: str) -> ColumnHeading | None:
    """What a heading says; None when it is not known.

    Examples:
        >>> read_heading("Indeks SPBE"), read_heading("Domain 2 Tata Kelola")
        (ColumnHeading(fields=('index',), year=None, by_name=False), \
ColumnHeading(fields=('d2',), year=None, by_name=False))
        >>> read_heading("2023"), read_heading("Predikat 2023")
        (ColumnHeading(fields=('index',), year=2023, by_name=False), \
ColumnHeading(fields=('predikat',), year=2023, by_name=False))
        >>> read_heading("Domain 2 Kebijakan").fields
        ('d1', 'd2')
    """
    words = plain_words(text).replace("tata kelola", "tatakelola").split()
    years = [int(word) for word in words if re.fullmatch(r"20[1-9]\d", word)]
    rest = [word for word in words if word not in _FILLING and not re.fullmatch(r"20[1-9]\d", word)]
    if len(years) > 1 or not words:
        return None
    year = years[0] if years else None
    if year is not None and rest[-1:] == ["tahun"]:
        rest.pop()
    if year is not None and not rest:
        return ColumnHeading(("index",), year)
    # The filling words may belong to it: "tahun evaluasi".
    for spelling in (" ".join(word for word in words if word != str(year)), " ".join(rest)):
        if spelling in _FIELDS_BY_SPELLING:
            return ColumnHeading(_FIELDS_BY_SPELLING[spelling], year)
    if aspect := _aspect(rest):
        return ColumnHeading((aspect,), year, by_name=" ".join(rest) in ASPECT_NAMES)
    domains = _domains(rest)
    return ColumnHeading(domains, year) if domains else None


def _aspect(words: list[str]) -> str | None:
    """The aspect that words name: "A3", "Aspek 3", "Aspek 3 Data", "Data"."""
    bare = [word for word in words if word not in {"aspek", "nilai", "skor"}]
    number = re.fullmatch(r"a?([1-8])", bare[0]) if bare and ("aspek" in words or bare[0].startswith("a")) else None
    code = f"a{number[1]}" if number else None
    name = ASPECT_NAMES.get(" ".join(bare[1:] if code else bare))
    if code is not None and (len(bare) == 1 or name == code):
        return code
    return None if code else name


def _domains(words: list[str]) -> tuple[str, ...]:
    known = _DOMAIN_WORDS | (_DOMAIN_NUMBERS if "domain" in words else {})
    named = {known[word] for word in words if word in known}
    return tuple(sorted(named)) if all(word in known or word in _AROUND_DOMAINS for word in words) else ()


def read_kind(text: str) -> str | None:
    """The kind of region that a cell states, as it is written before a name; None when it states none."""
    return _KIND_WORDS.get(plain_words(text))


def is_total(text: str) -> bool:
    """Whether a row that is called so sums others up."""
    return _TOTAL.fullmatch(plain_words(text)) is not None


def known_headings(field: str) -> str:
    """A few headings of a field, for messages."""
    spellings = [spelling for spelling, fields in _FIELDS_BY_SPELLING.items() if fields == (field,)]
    return ", ".join(repr(spelling) for spelling in spellings[:4])
