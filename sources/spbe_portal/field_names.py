"""Field names of portals that can mean only one thing.

Belongs here: the spellings, and when they are enough to call a table an SPBE table. Does not belong here: names
such as `nilai` or `indeks`, which mean something else in the next table; those are mapped in source.yml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sources.portals.plan import Constant, PortalColumn

Mapping = dict[PortalColumn, str | Constant]

#: What is looked for, in words.
FORM = "fields for a year, a body's name and an SPBE index (tahun, nama_kabupaten_kota, indeks_spbe)"

_SPBE = "(?:spbe|sistem_pemerintahan_berbasis_elektronik)"
#: Column -> the whole normalised name.
_NAMES: dict[PortalColumn, str] = {
    "evaluation_year": r"tahun(?:_(?:evaluasi|penilaian))?",
    "agency": r"(?:nama_)?(?:kabupaten_kota|kab_kota|kabkota|instansi|pemerintah_daerah|pemda)",
    "region_code": r"(?:kode_(?:kabupaten_kota|kab_kota|kabkota|wilayah)|(?:kemendagri|bps)_kode_kabupaten_kota)",
    "province": r"(?:nama_)?provinsi",
    "index": rf"(?:nilai_)?(?:indeks|index)_{_SPBE}|nilai_{_SPBE}|(?:nilai_)?indeks_{_SPBE}_(?:kabupaten_kota|total)",
    "predikat": rf"predikat(?:_{_SPBE})?",
    "d1": rf"(?:nilai_|indeks_)?domain_kebijakan(?:_internal)?(?:_{_SPBE})?",
    "d2": rf"(?:nilai_|indeks_)?domain_tata_kelola(?:_{_SPBE})?",
    "d3": rf"(?:nilai_|indeks_)?domain_manajemen(?:_{_SPBE})?",
    "d4": rf"(?:nilai_|indeks_)?domain_layanan(?:_{_SPBE})?",
}
_NEEDED: tuple[PortalColumn, ...] = ("evaluation_year", "agency", "index")


def recognise(keys: Sequence[str]) -> Mapping | str:
    """The mapping that the field names state by themselves, or what is in the way.

    Examples:
        >>> recognise(["tahun", "nama_kabupaten_kota", "Indeks SPBE"])
        {'evaluation_year': 'tahun', 'agency': 'nama_kabupaten_kota', 'index': 'Indeks SPBE'}
        >>> recognise(["tahun", "nama_kabupaten_kota", "indeks_pembangunan_manusia"])
        'no field for index among tahun, nama_kabupaten_kota, indeks_pembangunan_manusia'
    """
    mapping: Mapping = {}
    for column, pattern in _NAMES.items():
        fitting = [key for key in keys if re.fullmatch(pattern, _normal(key))]
        if len(fitting) > 1:
            return f"{' and '.join(fitting)} could both be {column}: declare the dataset in source.yml"
        if fitting:
            mapping[column] = fitting[0]
        elif column in _NEEDED:
            return f"no field for {column} among {', '.join(repr(key)[1:-1] for key in keys[:20]) or 'none'}"
    return mapping


def _normal(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")
