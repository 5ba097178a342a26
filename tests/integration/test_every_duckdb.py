"""A release opens with every DuckDB that planners may have, and all of them answer alike."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from packaging.requirements import Requirement

from reports.planner import read_views
from reports.web import VIEWS
from tests.planner_queries import REFUSED, planner_queries
from warehouse.releases import DATABASE, WEB_DATABASE

_DECLARED = Path(__file__).parents[2] / "requirements" / "duckdb.in"
_OTHERS = [Requirement(line.partition(" #")[0]) for line in _DECLARED.read_text().splitlines() if line[0] != "#"]
_VERSIONS = [str(one.specifier).strip("=.*") for one in _OTHERS if one.marker is None or one.marker.evaluate()]
Answered = dict[str, str | tuple[list[str], list[tuple[object, ...]]]]

_ASK = """
import pickle, sys, duckdb
file, asked_directly, asked_attached = pickle.load(sys.stdin.buffer)

def ask(connection, queries):
    connection.execute("SET enable_progress_bar = false")  # on a busy machine it would be part of the answer
    for query in queries:
        try:
            result = connection.execute(query)
            yield query, ([column[0] for column in result.description], result.fetchall())
        except duckdb.Error as problem:
            yield query, str(problem)

one = {"threads": 1}  # cheaper for queries as small as these
with duckdb.connect(file, read_only=True, config=one) as connection:
    directly = dict(ask(connection, asked_directly))
with duckdb.connect(config=one) as connection:
    connection.execute(f"ATTACH '{file}' AS spbe (READ_ONLY)")
    connection.execute("USE spbe")
    attached = dict(ask(connection, asked_attached))
pickle.dump((duckdb.__version__, directly, attached), sys.stdout.buffer)
"""


@dataclass(frozen=True)
class Answers:
    """What one DuckDB release answers: columns and rows, or an error, to each query."""

    version: str
    directly: Answered
    attached: Answered


@pytest.fixture(scope="module")
def answers(good: Path) -> Callable[..., Answers]:
    """What the DuckDB in a folder answers, in a process of its own."""

    def ask(folder: Path, name: str = DATABASE) -> Answers:
        """Everything of the environment's own; of another each query in one of the ways to open the file."""
        file = str((good / "current" / name).resolve())
        with duckdb.connect(file, read_only=True) as release:
            queries = planner_queries(release)
        everything = [*queries["id"], *queries["en"], *REFUSED]
        own = folder == Path()
        asked = (file, everything, everything) if own else (file, [*queries["id"], *REFUSED], queries["en"])
        said = subprocess.run(
            [sys.executable, "-c", _ASK],
            env={"PYTHONPATH": str(folder)}, input=pickle.dumps(asked), capture_output=True, check=False,
        )  # fmt: skip
        assert said.returncode == 0, said.stderr.decode()
        return Answers(*pickle.loads(said.stdout))

    return ask


@pytest.fixture(scope="module")
def expected(answers) -> Answers:
    """The answers of the environment's own."""
    return answers(Path())


def test_every_view_and_macro_answers_with_rows_and_what_is_refused_with_what_to_write(expected):
    found = expected.directly
    assert {view for view in read_views() if f'FROM main."{view}"' not in str(found.keys())} == set()
    assert [query for query, answer in found.items() if isinstance(answer, str)] == list(REFUSED)
    silent = [query for query, answer in found.items() if not answer[1]]
    # A first release has revised nothing.
    assert [query.split()[4].strip(")") for query in silent] == ['main."revisi"', 'en."revision"']
    assert expected.attached == found


@pytest.mark.parametrize("version", _VERSIONS)
def test_another_duckdb_gives_the_same_answers_also_when_it_attaches_the_file(answers, expected, version):
    folder = Path(sys.prefix) / f"duckdb-{version}"
    assert folder.is_dir(), f"{folder} is missing: `make venv` installs it"
    found = answers(folder)
    assert found.version.startswith(f"{version}.")
    for answers_found in (found.directly, found.attached):
        assert answers_found
        assert answers_found == {query: expected.directly[query] for query in answers_found}


@pytest.mark.parametrize("version", _VERSIONS[:1])
def test_the_part_for_the_web_answers_as_the_whole_does_in_the_oldest_duckdb_too(answers, expected, version):
    for folder in (Path(), Path(sys.prefix) / f"duckdb-{version}"):
        found = answers(folder, WEB_DATABASE).directly
        assert sum(query.startswith('SELECT * FROM (FROM main."') for query in found) == len(VIEWS)
        assert found == {query: expected.directly[query] for query in found}
