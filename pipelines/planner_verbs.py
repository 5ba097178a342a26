"""The verbs of planners: ``spbe rank``, ``compare``, ``next``, ``mentors``, ``explain``, ``sql``, ``show REGION``, and
``profile``, ``serve`` and ``mcp``.

Each asks a macro of the published database, so that names are read as there; Indonesian unless `--lang en`.
Heavy libraries are imported by the verb that needs them. Each returns an exit code: 0 done, 1 there is no answer.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.inert import console, seen
from pipelines.settings import read_settings
from warehouse.spec import Language

if TYPE_CHECKING:
    from rich.console import Console

    from reports.answers import AnswerFormat
    from warehouse.connection import Connection

_SECONDS = 30
_CHARACTERS = 30_000_000
#: More than this process has when it is asked: DuckDB's own bound leaves out the rows that are on their way out.
_MORE_BYTES = 2 << 30
#: How many regions stand side by side.
_FEWEST, _MOST = 2, 5


def _names_of_regions(begun: str) -> list[str]:
    """The names that a shell offers for what is typed so far."""
    from warehouse.connection import NothingPublished, open_release  # noqa: PLC0415

    try:
        with open_release(read_settings().database) as connection:
            rows = connection.execute(
                "SELECT DISTINCT region_name FROM core.regions WHERE region_name ILIKE ? ORDER BY 1", [f"{begun}%"]
            ).fetchall()
    except NothingPublished:
        return []
    return [str(name) for (name,) in rows]


Lang = Annotated[Language, typer.Option("--lang", envvar="SPBE_LANG", help="Bahasa: id / en.")]
Format = Annotated[Literal["table", "csv", "json", "md"], typer.Option("--format", help="Bentuk / output format.")]
Region = Annotated[
    str,
    typer.Argument(
        metavar="DAERAH",
        help="Nama atau kode, seperti biasa ditulis / a name or code as people write it: 'kab. sumedang', 33.71.",
        autocompletion=_names_of_regions,
    ),
]
Regions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DAERAH]...",
        help="Tanpa nama: ringkasan rilis / none: the release in short.",
        autocompletion=_names_of_regions,
    ),
]
Year = Annotated[int | None, typer.Option("--year", "--tahun", help="Tahun evaluasi / evaluation year.")]


def show(regions: Regions = None, lang: Lang = "id", form: Format = "table") -> int:
    """Ringkasan rilis, atau profil daerah / the release, or regions."""
    if not regions:
        return show_release(lang)
    return max(_answer(lang, form, "profil", [region]) for region in regions)


def rank(
    year: Year = None,
    kind: Annotated[str | None, typer.Option("--kind", "--jenis", help="provinsi, kabupaten, kota.")] = None,
    province: Annotated[str | None, typer.Option("--province", "--provinsi", help="Provinsi / province.")] = None,
    lang: Lang = "id",
    form: Format = "table",
) -> int:
    """Peringkat satu tahun / the ranking of one year."""
    return _answer(lang, form, "peringkat", [year], jenis=kind, provinsi=province)


def compare(
    regions: Annotated[
        list[str],
        typer.Argument(metavar="DAERAH", help="Dua sampai lima / two to five.", autocompletion=_names_of_regions),
    ],
    year: Year = None,
    lang: Lang = "id",
    form: Format = "table",
) -> int:
    """Daerah berdampingan / regions side by side."""
    if not _FEWEST <= len(regions) <= _MOST:
        raise typer.BadParameter("Sebutkan dua sampai lima daerah / name two to five regions.")
    return _answer(lang, form, "bandingkan", regions, tahun=year)


def next_grade(
    region: Region,
    by: Annotated[
        Literal["grade", "domain", "indicator"], typer.Option("--by", help="Rincian / in detail by.")
    ] = "grade",
    year: Year = None,
    lang: Lang = "id",
    form: Format = "table",
) -> int:
    """Jalan ke predikat berikutnya / the way to the next grade."""
    macro = {"grade": "langkah", "domain": "langkah_domain", "indicator": "langkah_indikator"}[by]
    return _answer(lang, form, macro, [region], tahun=year)


def mentors(region: Region, year: Year = None, lang: Lang = "id", form: Format = "table") -> int:
    """Mentor daerah, dan binaannya / its mentors and learners."""
    return _answer(lang, form, "mentor", [region], tahun=year)


def explain(
    region: Region,
    year: Annotated[int, typer.Argument(metavar="TAHUN", help="Tahun evaluasi / evaluation year.")],
    figure: Annotated[
        str | None, typer.Option("--figure", "--angka", help="indeks, peringkat, d1_kebijakan, ...")
    ] = None,
    lang: Lang = "id",
    form: Format = "table",
) -> int:
    """Riwayat satu angka / the whole story of a figure."""
    from reports.explaining import OlderRelease, explain_figure, print_story  # noqa: PLC0415

    asked = figure or {"id": "indeks", "en": "index"}[lang]

    def work(connection: Connection, console: Console) -> None:
        print_story(explain_figure(connection, region, year, asked, lang), form, lang, console)

    try:
        return _on_the_release(work)
    except OlderRelease as problem:
        _complain(str(problem))
        return 1


def sql(
    query: Annotated[str, typer.Argument(help="Satu pernyataan / one statement: FROM panduan")],
    lang: Lang = "id",
    form: Format = "table",
) -> int:
    """Kueri atas rilis, hanya membaca / a query, read only.

    Paling lama 30 detik, 1 GB, tanpa berkas lain / at most 30 seconds, 1 GB, no other file.
    """
    from reports.answers import AnswerTooLarge, ask, print_answer  # noqa: PLC0415
    from warehouse.connection import restrict  # noqa: PLC0415
    from warehouse.words.catalogue import render  # noqa: PLC0415

    def work(connection: Connection, console: Console) -> None:
        restrict(connection)
        if len(connection.extract_statements(query)) != 1:
            raise typer.BadParameter("Tulis satu pernyataan, misalnya FROM panduan / write a statement: FROM en.guide")
        with _bounded_memory():
            answer = ask(connection, query, seconds=_SECONDS, characters=_CHARACTERS)
        print_answer(seen(answer, form), form, lang, console)

    try:
        return _on_the_release(work)
    except TimeoutError:
        _complain(render("terminal", "too_long", {"seconds": _SECONDS}, lang))
        return 1
    except (AnswerTooLarge, MemoryError):
        _complain(render("terminal", "too_large", {"characters": _CHARACTERS}, lang))
        return 1


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Bound what this process may take meanwhile, where the system says what it has."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = int(statm.read_text().split()[0]) * resource.getpagesize() + _MORE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (bound if soft == resource.RLIM_INFINITY else min(soft, bound), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def profile(
    region: Annotated[
        str | None,
        typer.Argument(metavar="DAERAH", help="Nama atau kode / a name or code.", autocompletion=_names_of_regions),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Berkas PDF / the PDF file.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Semua daerah, ke data/profiles / all regions.")] = False,
) -> int:
    """Profil dua halaman (PDF) / the two pages of a region."""
    from reports.profile import NoProfile, write_profile, write_profiles  # noqa: PLC0415
    from warehouse.releases import read_facts  # noqa: PLC0415

    settings = read_settings()
    release = settings.current.resolve()  # once: every file is of this release
    if (region is None) != every or (every and out):
        raise typer.BadParameter("Sebutkan satu daerah, atau --all / name one region, or --all.")

    def work(connection: Connection, console: Console) -> None:
        if region is None:
            written = write_profiles(release, settings.profiles_dir)
        else:
            facts = read_facts(release)
            assert facts is not None, "a database is published with its manifest"
            written = write_profile(connection, facts, region, out)
        print(written)

    try:
        return _on_the_release(work, release)
    except (NoProfile, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1


def serve(
    host: Annotated[str, typer.Option("--host", help="Alamat / address of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Porta / port.")] = 8000,
) -> int:
    """Situs rilis untuk peramban / the site, for browsers."""
    from reports.serving import ReleaseServer  # noqa: PLC0415

    settings = read_settings()
    try:
        server = ReleaseServer(settings.current, settings.profiles_dir, host, port)
    except OSError as problem:
        print(f"{host}:{port}: {problem.strerror}. Pilih --port lain / choose another --port.", file=sys.stderr)
        return 1
    # A shell that starts this in the background has it ignore the signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with server:
        if not settings.database.exists():
            print("Belum ada rilis / no release yet: `make refresh`.", file=sys.stderr)
            return 1
        try:
            print(f"{server.url}  (Ctrl+C: selesai / to end)", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def mcp(lang: Lang = "id") -> int:
    """Pertanyaan rilis untuk asisten (MCP) / for assistants."""
    try:
        from pipelines.assistants import serve_assistants  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        print(
            "Belum terpasang / not installed: `.venv/bin/python -m pip install --no-deps --require-hashes "
            "-r requirements/mcp.lock`.",
            file=sys.stderr,
        )
        return 1
    serve_assistants(read_settings(), lang)
    return 0


def show_release(lang: Language) -> int:
    """Print the release in short."""
    from reports.terminal import print_release  # noqa: PLC0415

    settings = read_settings()
    release = settings.current.resolve()  # once: tables and manifest are of this release
    return _on_the_release(
        lambda connection, console: print_release(connection, release, console, lang, named=settings.current), release
    )


def _answer(lang: Language, form: AnswerFormat, macro: str, values: Sequence[object], **options: object) -> int:
    """Ask a macro.

    Args:
        lang: of the macro, its columns and its messages.
        form: how the answer is printed.
        macro: its Indonesian name.
        values: of its first arguments; None stands for the newest year.
        options: further arguments by their Indonesian names; None leaves one out.
    """
    from reports.answers import ask, print_answer  # noqa: PLC0415
    from reports.planner import read_macros  # noqa: PLC0415

    asked = read_macros()[macro]
    needed = sum(one.default is None for one in asked.arguments)
    called = [one.names.in_language(lang) for one in asked.arguments]
    by_indonesian = {one.names.id: name for one, name in zip(asked.arguments, called, strict=True)}
    named = dict(zip(called[needed:], values[needed:], strict=False))
    named |= {by_indonesian[name]: value for name, value in options.items() if value is not None}

    def work(connection: Connection, console: Console) -> None:
        first = list(values[:needed])
        if first == [None]:
            first = [ask(connection, "SELECT max(tahun) FROM peringkat").rows[0][0]]
        arguments = ", ".join([*("?" for _ in first), *(f"{name} := ?" for name in named)])
        query = f"FROM {asked.full_name(lang)}({arguments})"
        print_answer(seen(ask(connection, query, [*first, *named.values()]), form), form, lang, console)

    return _on_the_release(work)


def _on_the_release(work: Callable[[Connection, Console], None], release: Path | None = None) -> int:
    """Do something with the database of the current release.

    Args:
        work: what is done.
        release: the folder of the release, when more of its files are read than the database.
    """
    from warehouse.connection import NothingPublished, SqlError, open_release  # noqa: PLC0415

    try:
        settings = read_settings()
        with open_release(release / settings.database.name if release else settings.database) as connection:
            work(connection, console())
    except NothingPublished as problem:
        _complain(str(problem))
        return 1
    except SqlError as problem:
        # What a macro says needs no kind of error before it.
        _complain(str(problem).removeprefix("Invalid Input Error: "))
        return 1
    return 0


def _complain(problem: str) -> None:
    """Say on the error channel what is wrong; at a terminal no word is broken."""
    errors = console(stderr=True)
    errors.print(problem, highlight=False, soft_wrap=not errors.is_terminal)


#: By the name that a person types, in the order of the help.
VERBS: dict[str, Callable[..., int]] = {
    "show": show,
    "rank": rank,
    "compare": compare,
    "next": next_grade,
    "mentors": mentors,
    "explain": explain,
    "sql": sql,
    "profile": profile,
    "serve": serve,
    "mcp": mcp,
}
