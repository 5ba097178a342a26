"""A small table, models and statements for the tests of the warehouse."""

import os
import subprocess
import sys
from decimal import Decimal

import duckdb
import pytest

from expectations.suites import SUITES
from warehouse import schema, writer
from warehouse.spec import Column, Table, Text
from warehouse.tables import TABLES


def _column(name, type_, *, unit=None):
    return Column(name, type_, Text(f"arti {name}", f"meaning of {name}"), unit)


@pytest.fixture(scope="session")
def scores():
    """One score per year and region; two text columns of one type, so that a swap would go unnoticed by types."""
    return Table(
        layer="core",
        name="scores",
        title=Text("Nilai", "Scores"),
        grain=Text("satu nilai", "one score"),
        key=("year", "code"),
        columns=(
            _column("year", "INTEGER", unit="year"),
            _column("code", "VARCHAR"),
            _column("score", "DECIMAL(4,2)", unit="1-5"),
            _column("grade", "VARCHAR").needed(),
            _column("note", "VARCHAR"),
        ),
        partition="year",
        warnings=(Text("jangan dijumlahkan", "never add them"),),
    )


@pytest.fixture(scope="session")
def regions():
    """A table in another layer, without partitions, and published in another order than that of its key."""
    title, columns = Text("Wilayah", "Regions"), (_column("code", "VARCHAR"), _column("name", "VARCHAR"))
    return Table("mart", "regions", title, title, ("code",), columns, order=("name",))


@pytest.fixture(scope="session")
def score():
    """A complete record of the table of scores."""

    def make(year, code, value="3.52", grade="Baik", note=None):
        number = None if value is None else Decimal(value)
        return {"year": year, "code": code, "score": number, "grade": grade, "note": note}

    return make


@pytest.fixture
def database(tmp_path):
    return tmp_path / "working" / "spbe.duckdb"


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Write models into a folder of their own instead of the project's."""
    monkeypatch.setattr(writer, "SQL_FOLDER", tmp_path / "sql")
    writer.model_sql.cache_clear()

    def write(table, sql):
        file = tmp_path / "sql" / table.layer / f"{table.name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql, encoding="utf-8")
        writer.model_sql.cache_clear()

    yield write
    writer.model_sql.cache_clear()


@pytest.fixture
def other_process():
    """Start Python code in another process; it says a line when ready and goes on when it is sent one."""
    started = []

    def start(code, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def memory():
    """A database in memory; its tables are replaced by each test that writes them."""
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


class Stated:
    """Statements of made-up documents about made-up regions, and what the models make of them."""

    #: The models before the ranking.
    SCORES = (
        "core.winning_statements", "core.spbe_scores", "core.central_scores", "core.group_means", "core.year_pairs",
        "core.observation_flags", "core.speaking_scores",
    )  # fmt: skip

    def __init__(self, connection, filled):
        self._connection, self._filled = connection, filled
        self.documents, self.observations = {}, []
        self.years = {2022: False, 2023: True, 2024: True}
        self.instruments = dict.fromkeys(range(2018, 2021), "SPBE-2018") | dict.fromkeys(range(2021, 2026), "SPBE-2020")
        self.regions = {"11": "provinsi", "11.71": "kota", "11.72": "kota", "11.73": "kota"}

    def document(self, document_id, grade="A", edition=2024, **values):
        self.documents[document_id] = self._filled(
            "core.documents", document_id=document_id, evidence_grade=grade, edition=edition, **values
        )

    def say(self, document_id, printed, value="as printed", *, grade="A", measure="INDEX", year=2024, code="11.71",
            **values):  # fmt: skip
        """One statement; the value is what the print says unless another is given (None: none).

        A document that was not described before is of that grade and of the year.
        """
        if document_id not in self.documents:
            self.document(document_id, grade, year)
        if value == "as printed":
            value = None if measure == "PREDIKAT" else printed.replace(",", ".")
        number = len(self.observations) + 1
        record = {
            "observation_id": f"{document_id}#{number}.{measure}", "document_id": document_id, "line_no": number,
            "evaluation_year": year, "instrument": self.instruments[year], "subject_type": "region",
            "subject_code": code, "measure": measure, "printed_value": printed,
            "value": None if value is None else Decimal(value),
            "status": "published", "evidence_grade": self.documents[document_id]["evidence_grade"], **values,
        }  # fmt: skip
        self.observations.append(self._filled("core.observations", **record))

    def write(self):
        self.document("register", edition=None)
        tables = {
            "core.documents": list(self.documents.values()),
            "core.observations": self.observations,
            "core.regions": [
                self._filled("core.regions", region_code=code, current_code=code, kind=kind, region_name=code,
                             province_code=code[:2], valid_from_year=None, valid_to_year=None)
                for code, kind in self.regions.items()
            ],
            "core.evaluation_years": [
                self._filled("core.evaluation_years", evaluation_year=year, nationally_complete=complete,
                             instrument=self.instruments[year])
                for year, complete in self.years.items()
            ],
        }  # fmt: skip
        for name, records in tables.items():
            writer.replace(self._connection, TABLES[name], records)
        # What the ranking reads besides; here nobody has levels or an interval.
        beside = ("core.instruments", "core.instrument_nodes", "mart.rank_intervals")
        schema.create_missing(self._connection, [TABLES[name] for name in beside])

    def derive(self, *names):
        """Build models one after another; the rows of the last."""
        self.write()
        for name in names:
            writer.derive(self._connection, TABLES[name])
        return writer.records(self._connection, TABLES[names[-1]])

    def scores(self):
        rows = self.derive("core.winning_statements", "core.spbe_scores")
        return {(r["evaluation_year"], r["region_code"], r["measure"]): r for r in rows}

    def conflicts(self):
        return self.derive("core.winning_statements", "audit.conflicts")

    def ranking(self):
        rows = self.derive(*self.SCORES, "mart.region_ranking")
        return {(r["evaluation_year"], r["region_code"]): r for r in rows}

    def violations(self, check):
        """The rows that ``layer/table/rule`` selects of the built tables, but for known deviations."""
        layer, table, rule = check.split("/")
        schema.create_missing(self._connection, [TABLES["core.accepted_findings"], TABLES["audit.lattice_figures"]])
        found = self._connection.execute(SUITES[f"{layer}.{table}"].rule(rule).query)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return [row for row in rows if row.get("known_because") is None]


@pytest.fixture(scope="session")
def stated_in(filled):
    return lambda connection: Stated(connection, filled)


@pytest.fixture
def stated(memory, stated_in):
    return stated_in(memory)
