"""What a release says of itself to programs and to those who cite it.

``datapackage.json`` (Data Package 2.0) describes the plain CSV files by column, so that a program reads them with their
types; ``dcat.jsonld`` (DCAT 3) is the record for a data catalogue, with every file; ``CITATION.txt`` says how to cite
and on which terms. All of it follows from the content, so none of it tells what the one file that is never the same
twice, the database, holds in bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports.csv_files import PLAIN, csv_views
from reports.planner import PlannerColumn, PlannerView
from warehouse.connection import Connection, records_of
from warehouse.releases import DATABASES, ReleaseFacts
from warehouse.schema import bilingual
from warehouse.spec import Text
from warehouse.tables import TABLES
from warehouse.words.catalogue import format_value, read_catalogue

TITLE = Text("Perbandingan SPBE daerah", "Regional SPBE benchmarking")
_ABOUT = Text(
    "Hasil evaluasi SPBE provinsi, kabupaten, dan kota: indeks, predikat, peringkat, pembanding, dan asal tiap angka; "
    "di sampingnya Indonesia dalam EGDI.",
    "Results of the SPBE evaluation of provinces, kabupaten and kota: index, grade, rank, peers, and where each figure "
    "comes from; beside them Indonesia in the EGDI.",
)
NO_LICENCE = Text(
    "Susunan ini sendiri tidak diberi lisensi. Angkanya berasal dari dokumen para penerbit di bawah; yang berlaku "
    "adalah ketentuan masing-masing, dan banyak yang tidak menyatakan lisensi.",
    "No licence is given for this compilation. Its figures come from documents of the publishers below, whose own "
    "terms apply; many of them state no licence.",
)
_SOURCES_SQL = "SELECT * FROM core.documents ORDER BY document_id"
_TERMS_SQL = """
SELECT publisher_id, publisher_en, licence, count(*) AS documents
FROM core.documents GROUP BY ALL ORDER BY documents DESC, publisher_id, licence
"""
_YEARS_SQL = (
    "SELECT min(reference_year)::VARCHAR AS first, max(reference_year)::VARCHAR AS last FROM mart.figure_provenance"
)

_TYPES = {"INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "VARCHAR": "string"}
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".duckdb": "application/vnd.duckdb",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_EU = "http://publications.europa.eu/resource/authority"


def write_package(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """Describe the files that lie in the folder.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder, with everything that the others write.
        facts: what the files say of the release.
    """
    documents = records_of(database, _SOURCES_SQL)
    (years,) = records_of(database, _YEARS_SQL)
    _write_json(folder / "datapackage.json", _data_package(folder, facts, documents))
    _write_json(folder / "dcat.jsonld", _catalogue_record(folder, facts, documents, years))
    (folder / "CITATION.txt").write_text(_citation(facts, records_of(database, _TERMS_SQL)), encoding="utf-8")


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


# --- the data package ---------------------------------------------------------------------------------------------


def _data_package(folder: Path, facts: ReleaseFacts, documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "perbandingan-spbe-daerah",
        "title": bilingual(TITLE),
        "description": f"{bilingual(_ABOUT)}\n\n{bilingual(NO_LICENCE)}",
        "version": facts.release_id,
        "dataDate": facts.data_date.isoformat(),
        "sources": [_source(document) for document in documents],
        "resources": [_resource(folder, view) for view in csv_views().values()],
    }


def _source(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": document["document_title"],
        **({"path": document["url"]} if document["url"] else {}),
        "version": document["document_version"],
        "documentId": document["document_id"],
        "publisher": document["publisher_id"],
        **{part: bilingual(text) for part, text in _terms(document).items()},
    }


def _terms(document: Mapping[str, Any]) -> dict[str, Text]:
    words = read_catalogue().words("licence", document["licence"])
    return {"licence": words.label, "terms": words.text or words.label}


def _resource(folder: Path, view: PlannerView) -> dict[str, Any]:
    path = f"{PLAIN}/{view.names.id}.csv"
    content = (folder / path).read_bytes()
    return {
        "name": view.names.id,
        "type": "table",
        "path": path,
        "title": bilingual(view.title),
        "description": bilingual(view.text),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in view.columns],
            "primaryKey": [column.names.id for column in view.key],
        },
    }


def _field(column: PlannerColumn) -> dict[str, Any]:
    meaning = read_catalogue().meaning(column.column) if column.shown == "code" else column.meaning
    unit = column.column.unit if column.shown == "value" else None
    return {
        "name": column.names.id,
        "title": column.names.en,
        "description": bilingual(meaning),
        "type": _TYPES.get(column.type, "number"),
        **({"unit": unit} if unit else {}),
    }


# --- the catalogue record -----------------------------------------------------------------------------------------


def _catalogue_record(
    folder: Path, facts: ReleaseFacts, documents: Sequence[Mapping[str, Any]], years: Mapping[str, str]
) -> dict[str, Any]:
    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.suffix in _MEDIA_TYPES)
    publisher = {"@id": "#penyusun", "@type": "foaf:Agent", "foaf:name": _in_both(TITLE)}
    modified = {"@type": "xsd:date", "@value": facts.data_date.isoformat()}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": "#katalog",
        "@type": "dcat:Catalog",
        "dct:title": _in_both(TITLE),
        "dct:publisher": publisher,
        "dct:modified": modified,
        "dcat:dataset": {
            "@id": "#data",
            "@type": "dcat:Dataset",
            "dct:identifier": facts.release_id,
            "dcat:version": facts.release_id,
            "dct:title": _in_both(TITLE),
            "dct:description": _in_both(_ABOUT),
            "dct:publisher": {"@id": "#penyusun"},
            "dct:modified": modified,
            "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/ANNUAL"},
            "dct:language": [{"@id": f"{_EU}/language/{language}"} for language in ("IND", "ENG")],
            "dct:spatial": {"@id": f"{_EU}/country/IDN"},
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": {"@type": "xsd:gYear", "@value": years["first"]},
                "dcat:endDate": {"@type": "xsd:gYear", "@value": years["last"]},
            },
            "dcat:theme": {"@id": f"{_EU}/data-theme/GOVE"},
            "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _in_both(NO_LICENCE)},
            "dct:source": [
                {"@id": document["url"], "dct:title": document["document_title"]}
                for document in documents
                if document["url"]
            ],
            "dcat:distribution": [_distribution(folder, file) for file in files],
        },
    }


def _distribution(folder: Path, file: str) -> dict[str, Any]:
    path = folder / file
    table = TABLES.get(path.stem)
    view = csv_views().get(path.stem)
    described = table or view
    found = {
        "@type": "dcat:Distribution",
        "dct:title": _in_both(described.title) if described else file,
        "dcat:downloadURL": {"@id": file},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{_MEDIA_TYPES[path.suffix]}"},
    }
    if file in DATABASES:  # equal content is not equal bytes
        return found
    content = path.read_bytes()
    return found | {
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(content))},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {
                "@type": "xsd:hexBinary", "@value": hashlib.sha256(content).hexdigest()
            },
        },
    }  # fmt: skip


def _in_both(text: Text) -> list[dict[str, str]]:
    return [{"@language": "id", "@value": text.id}, {"@language": "en", "@value": text.en}]


# --- how to cite --------------------------------------------------------------------------------------------------


def how_to_cite(facts: ReleaseFacts) -> Text:
    """The line that a paper or a table puts under figures of a release."""
    day = Text(*(format_value(facts.data_date, "date", language) for language in ("id", "en")))
    return Text(
        f"{TITLE.id}, rilis {facts.release_id}, data per {day.id}. "
        "Untuk satu angka sebutkan juga dokumen dan halamannya (tampilan asal_angka).",
        f"{TITLE.en}, release {facts.release_id}, data as of {day.en}. "
        "For a single figure name its document and page too (the view en.origin).",
    )


def _citation(facts: ReleaseFacts, terms: Sequence[Mapping[str, Any]]) -> str:
    cited = how_to_cite(facts)
    lines = [
        "CARA MENGUTIP",
        cited.id,
        "",
        "HOW TO CITE",
        cited.en,
        "",
        "KETENTUAN / TERMS",
        NO_LICENCE.id,
        NO_LICENCE.en,
    ]
    for one in terms:
        publisher = one["publisher_id"]
        if one["publisher_en"] != publisher:
            publisher += f" / {one['publisher_en']}"
        lines += ["", f"{publisher} ({one['documents']} dokumen/documents)"]
        lines += [f"  {text.id}\n  {text.en}" for text in _terms(one).values()]
    return "\n".join(lines) + "\n"
