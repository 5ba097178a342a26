"""The floors hold: who imports whom, one library per room, and nothing that names this machine or an index."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("pipelines", "assets", "sources", "expectations", "warehouse", "reports")

#: Which rooms a room may import, besides itself.
MAY_IMPORT = {
    "pipelines": {"assets", "sources", "expectations", "warehouse", "reports"},
    "assets": {"sources", "expectations", "warehouse", "reports"},
    "expectations": {"warehouse"},
    "reports": {"warehouse"},
    "sources": set(),
    "warehouse": set(),
}
#: The only rooms that may import a library.
HOME_OF = {
    "dagster": {"assets", "pipelines"},
    "dagster_shared": {"pipelines"},
    "sqlalchemy": {"pipelines"},
    "httpx": {"sources"},
    "pdfplumber": {"sources"},
    "pypdfium2": {"sources"},
    "openpyxl": {"sources"},
    "duckdb": {"warehouse"},
    "great_expectations": {"expectations"},
    "rich": {"reports", "pipelines"},
    "yaml": {"sources", "warehouse", "expectations", "pipelines", "reports"},
    "babel": {"warehouse"},
    "xlsxwriter": {"reports"},
    "jinja2": {"reports"},
    "markupsafe": {"reports"},
    "typst": {"reports"},
    "mcp": {"pipelines"},
    "pyspark": {"warehouse"},
}
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


@cache  # by the first test, not by every worker that collects them
def _imports(file: Path) -> list[tuple[str, bool]]:
    """(module, at module level) of every import; those for the type checker alone are not at module level."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = []

    def visit(node: ast.AST, top: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend((alias.name, top) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{file}: relative imports hide which room is meant"
                found.append((child.module or "", top))
            inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or (
                isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            )
            visit(child, top and not inner)

    visit(tree, True)
    return found


def _all_imports() -> list[tuple[Path, str, str, str, bool]]:
    """(file, its room, the module, its library or room, at module level) of every import."""
    return [
        (file.relative_to(ROOT), file.relative_to(ROOT).parts[0], module, module.split(".")[0], top)
        for file in FILES
        for module, top in _imports(file)
    ]


def test_a_room_imports_only_the_floors_below_it() -> None:
    assert not [
        f"{file} imports {module}: an upward or sideways arrow"
        for file, room, module, other, _ in _all_imports()
        if other in ROOMS and other != room and other not in MAY_IMPORT[room]
    ]


def test_a_library_lives_in_its_room() -> None:
    assert not [
        f"{file} imports {library}"
        for file, room, _, library, _ in _all_imports()
        if room not in HOME_OF.get(library, {room})
    ]


def test_what_is_slow_or_optional_is_never_imported_at_module_level() -> None:
    not_at_once = {"great_expectations", "pyspark"}
    assert not [file for file, _, _, library, top in _all_imports() if top and library in not_at_once]


def test_sources_do_not_import_each_other() -> None:
    folders = {path.parent.name for path in (ROOT / "sources").glob("*/source.yml")}
    for file in (ROOT / "sources").rglob("*.py"):
        own = file.parent.name
        if own not in folders:
            continue  # what puts the sources together, such as the list of readings
        for module, _ in _imports(file):
            parts = module.split(".")
            if parts[0] == "sources" and len(parts) > 1 and parts[1] in folders:
                assert parts[1] == own, f"{file.relative_to(ROOT)} imports the source {parts[1]}"


def test_specifications_load_without_a_database() -> None:
    folder = ROOT / "warehouse"
    for name in (folder / "spec.py", *(folder / "words").glob("*.py"), *(folder / "tables").glob("*.py")):
        for module, _ in _imports(name):
            parts = module.split(".")
            assert parts[0] not in {"duckdb", "pandas", "pyarrow"}, (name, module)
            assert parts[0] != "warehouse" or parts[1] in {"spec", "tables", "words"}, (name, module)


def test_only_settings_read_the_environment() -> None:
    # The worker's own environment and the UI's are handed on, the readers' is emptied: not read for settings.
    allowed = {
        *("pipelines/settings.py", "pipelines/cli.py", "expectations/runner.py", "expectations/worker.py"),
        "sources/reading/fence.py",
    }
    for file in FILES:
        if "os.environ" in file.read_text(encoding="utf-8"):
            assert str(file.relative_to(ROOT)) in allowed


def test_marts_read_no_raw_figures_but_the_print() -> None:
    """A mart is derived from core; only provenance goes back to what is printed."""
    for file in (ROOT / "warehouse" / "sql" / "mart").glob("*.sql"):
        if file.stem != "figure_provenance":
            assert "raw." not in file.read_text(encoding="utf-8"), file.name


def test_no_mart_joins_spbe_and_egdi_into_one_figure() -> None:
    sql = (ROOT / "warehouse" / "sql" / "mart" / "national_context.sql").read_text(encoding="utf-8")
    for line in sql.splitlines():
        assert not (re.search(r"national_index|score", line) and re.search(r"egdi", line)), line


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_file_names_an_index_a_machine_or_the_workplace() -> None:
    # Written apart, so that this file does not find itself.
    forbidden = [
        "/" + "work/",
        "/" + "root/",
        "pypi" + ".org",
        "python" + "hosted",
        "/" + "simple/",
        "index" + "-url http",
    ]
    for file in _tracked():
        if file.suffix in {".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".lock", ".in", ".csv", ""}:
            text = file.read_text(encoding="utf-8")
            for word in forbidden:
                assert word not in text, f"{file.relative_to(ROOT)} names {word}"


def test_versions_are_locked_with_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        pins = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
        for pin in pins:
            if "==" in pin.splitlines()[0]:
                assert "--hash=sha256:" in pin, f"{lock.name}: {pin.splitlines()[0]} has no hash"
