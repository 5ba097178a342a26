"""The planners' macros: a view with arguments, in SQL that every DuckDB from 1.0 on reads.

A macro's file, macros/<name>.yml, says ``names``, ``title``, ``view`` and ``example``, and ``arguments``, each with its
``names``, what it ``is``, the view's tokens that it chooses ``by``, and ``default`` where it may be left out (``all``;
of a year also ``newest``); where needed ``where``, a condition in place of the view's, ``nothing``, what it means that
a region has no row, and ``assuming``. An argument is a

- ``region``: a name as people write it, or a code; several such arguments are one choice;
- ``search``: a text; the regions that it may mean;
- ``province``: the kabupaten and kota of a province;
- ``year``: an evaluation year;
- ``code``: a code, or its label in either language;
- ``value``: a value, as the table holds it or as the view shows it;
- ``number``: a number that the rows are computed for;
- ``moment``: a day, or a minute, in Jakarta time: the view as it stood then. ``by`` is the table that holds the rows of
  the view's table with ``published_from`` and ``published_until``; columns of joined tables are not recorded, and left
  out.

``assuming`` names a table that the model of the view's table reads, and a SELECT of what it is to hold instead: the
macro runs that model on it, so that what the mart computes is written once. In the SELECT, ``around`` is the province
asked for and ``{column}`` the number chosen by that column, NULL where it is none; it gives the column, NULL where the
number is not on the scale, and the scale's ``lowest`` and ``highest``.

A macro never answers with silence: `told` raises an error that says what was not understood, or which rows there are.
Signatures are what all versions share: the first arguments without a default, the others named with one, no overloads.
Columns are always written with their table, so that no argument of the same name takes their place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, get_args

from reports.planner.reading import FOLDER, PlannerView, read_text, read_views, read_yaml
from reports.planner.select import name_of, select_sql, value_sql
from warehouse import models
from warehouse.connection import literal, quoted
from warehouse.sentences import choice_sql, figure_sql, filled_sql
from warehouse.spec import DeclarationError, Language, Text
from warehouse.tables import TABLES
from warehouse.words.catalogue import CodeWords, read_catalogue

_LANGUAGES: tuple[Language, ...] = get_args(Language)
Kind = Literal["region", "search", "province", "year", "code", "value", "number", "moment"]
#: A day, or a time of it.
_A_MOMENT = r"^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\+07:00)?)?)?$"
_FIELDS = {"names", "title", "view", "arguments", "example"}
_MAY = {"where", "nothing", "assuming"}
_ARGUMENT_FIELDS = {"names", "is", "by"}


@dataclass(frozen=True)
class Argument:
    """One argument.

    Args:
        names: what it is called.
        kind: how it chooses rows.
        by: the tokens of the view that it chooses by; of a moment, the table of what was published when.
        default: ``all`` or ``newest`` where it may be left out, or None.
    """

    names: Text
    kind: Kind
    by: tuple[str, ...]
    default: str | None


@dataclass(frozen=True)
class Macro:
    """One macro: the rows of a view that its arguments choose.

    Args:
        names: the Indonesian macro's name in the schema ``main``, the English one's in the schema ``en``.
        title: what it answers.
        view: whose columns it has.
        arguments: in order.
        example: a statement to copy.
        where: SQL condition in place of the view's, or None.
        nothing: what it means that a region has no row, or None.
        assuming: the table that the view's model is to read otherwise, and the SELECT of what; or None.
    """

    names: Text
    title: Text
    view: PlannerView
    arguments: tuple[Argument, ...]
    example: Text
    where: str | None
    nothing: Text | None
    assuming: tuple[str, str] | None

    @property
    def regions(self) -> tuple[Argument, ...]:
        """The arguments that name regions."""
        return self.of("region") or self.of("search")

    @property
    def searches(self) -> bool:
        """Whether it shows what a text may mean, and decides nothing."""
        return bool(self.of("search"))

    def of(self, kind: str) -> tuple[Argument, ...]:
        """The arguments of a kind."""
        return tuple(one for one in self.arguments if one.kind == kind)

    def full_name(self, language: Language) -> str:
        """``schema.macro`` in this language."""
        return f"{'main' if language == 'id' else 'en'}.{self.names.in_language(language)}"

    def signature(self, language: Language) -> str:
        """The arguments as they are declared."""
        return ", ".join(
            quoted(argument.names.in_language(language)) + (" := NULL" if argument.default else "")
            for argument in self.arguments
        )


@cache
def read_macros() -> Mapping[str, Macro]:
    """Every macro, by its Indonesian name.

    Raises:
        DeclarationError: when a file cannot be used; the message names it.
    """
    return {file.stem: _macro(file.stem, read_yaml(file)) for file in sorted((FOLDER / "macros").glob("*.yml"))}


def macro_statements(views: Collection[str] | None = None) -> Iterator[str]:
    """The SQL that makes the macros: those that read names, then one in each language.

    Args:
        views: those whose macros are made, as they stand today; None for all macros.
    """
    yield (FOLDER / "names.sql").read_text(encoding="utf-8")
    for macro in read_macros().values():
        if views is not None and (macro.view.names.id not in views or macro.of("moment")):
            continue
        for language in _LANGUAGES:
            name = quoted(macro.full_name(language))
            yield f"CREATE MACRO {name}({macro.signature(language)}) AS TABLE {_body(macro, language)}"
            about = f"{macro.title.in_language(language)}. {macro.example.in_language(language)}"
            yield f"COMMENT ON MACRO TABLE {name} IS {literal(about)}"


def _macro(name: str, said: Mapping[str, Any]) -> Macro:
    where = f"reports/planner/macros/{name}.yml"
    if not _FIELDS <= said.keys() <= _FIELDS | _MAY:
        raise DeclarationError(f"{where}: write {sorted(_FIELDS)}, where needed {sorted(_MAY)}.")
    if said["view"] not in read_views():
        raise DeclarationError(f"{where}: there is no view {said['view']}.")
    view = read_views()[said["view"]]
    arguments = tuple(_argument(where, view, one) for one in said["arguments"])
    defaults = [one.default is not None for one in arguments]
    if defaults[0] or defaults != sorted(defaults):
        raise DeclarationError(
            f"{where}: arguments without a default come first, and one at least: so DuckDB 1.0 has it."
        )
    if any(one.kind == "moment" for one in arguments):
        own = tuple(column for column in view.columns if column.table == view.table)
        view = replace(view, columns=own, joins=())
    names, title, example = (read_text(where, said[field]) for field in ("names", "title", "example"))
    nothing = read_text(where, said["nothing"]) if "nothing" in said else None
    assuming = next(iter(said.get("assuming", {}).items()), None)
    if (assuming is None) != (not any(one.kind == "number" for one in arguments)):
        raise DeclarationError(
            f"{where}: a number needs assuming, and assuming a number; see reports/planner/macros.py."
        )
    return Macro(names, title, view, arguments, example, said.get("where"), nothing, assuming)


def _argument(where: str, view: PlannerView, said: Mapping[str, Any]) -> Argument:
    if not _ARGUMENT_FIELDS <= said.keys() <= _ARGUMENT_FIELDS | {"default"}:
        raise DeclarationError(f"{where}: {said}: write {sorted(_ARGUMENT_FIELDS)}, and where needed default.")
    kind = next((kind for kind in get_args(Kind) if kind == said["is"]), None)
    if kind is None or said.get("default") not in {None, "all", "newest"}:
        raise DeclarationError(f"{where}: {said}: is one of {get_args(Kind)}; default all or newest.")
    by = tuple(said["by"].split())
    for token in by:
        if kind != "moment":
            view.column(token)
        elif token not in TABLES or not {"published_from", "published_until"} <= {*TABLES[token].column_names}:
            raise DeclarationError(f"{where}: {token} is no table of what was published from when until when.")
    return Argument(read_text(where, said["names"]), kind, by, said.get("default"))


def message(name: str, figures: Mapping[str, str], language: Language) -> str:
    """A SQL expression: one of messages.yml with these expressions in it."""
    text = read_text("reports/planner/messages.yml", read_yaml(FOLDER / "messages.yml")[name])
    return message_sql(text, figures, language)


def message_sql(text: Text, figures: Mapping[str, str], language: Language) -> str:
    """A SQL expression: a text with these expressions in it.

    Raises:
        DeclarationError: when the text shows something else.
    """
    words = CodeWords("", text, None)
    if unknown := words.placeholders() - figures.keys():
        raise DeclarationError(f"reports/planner: {text.id!r} shows {sorted(unknown)}, which is not given to it.")
    return filled_sql(words, lambda part: f"coalesce({figures[part.column]}, '-')", language)


# --- the body of a macro -----------------------------------------------------------------------------
# Tables are called by two letters at least, since a macro's argument may be one letter. Each part is named as seldom as
# can be: DuckDB 1.0 plans it anew each time.


#: The regions asked for, by every code that they have had; one that is named twice is shown where it is named first.
_CODES = (
    "codes AS (SELECT DISTINCT rr.alias_key AS code, aa.shown_at AS place FROM asked AS aa "
    "INNER JOIN core.region_names AS rr ON rr.current_code = aa.region)"
)

#: Those that may be meant, the likeliest first.
_MEANT = (
    "codes AS (SELECT unnest(aa.meant) AS code, unnest(generate_series(1, len(aa.meant))) AS place FROM asked AS aa)"
)


def _body(macro: Macro, language: Language) -> str:
    view = macro.view
    parts, joins, extra, conditions = [], [], [], []
    if macro.regions:
        parts.append(_asked("asked", macro.regions, language))
        parts.append(_MEANT if macro.searches else _CODES)
        codes = [value_sql(view, view.column(token), language) for token in macro.regions[0].by]
        joins.append("INNER JOIN codes AS cc ON " + " OR ".join(f"{code} = cc.code" for code in codes))
        extra = ["cc.place AS _place"]
    for one in macro.of("province"):
        parts.append(_asked("around", [one], language))
        code, name = value_sql(view, view.column(one.by[0]), language), quoted(one.names.in_language(language))
        inside = f"left({code}, 2) = (SELECT aa.province FROM around AS aa) AND length({code}) > 2"
        conditions.append(f"({name} IS NULL OR {inside})" if one.default else f"({inside})")
    conditions += [_has_code(view, one, language) for one in macro.of("code")]
    where = [macro.where] if macro.where else None
    computed = None
    if macro.assuming is not None:
        replaced, assumed = macro.assuming
        parts.append(f"assumed AS MATERIALIZED ({assumed.format_map(_numbers(macro, language))})")
        computed = models.statement_reading(view.table, "assumed", instead_of=replaced)
    for one in macro.of("moment"):
        moment = _moment(one, language)
        since, until = (f"left(hh.{column}, length({moment}))" for column in ("published_from", "published_until"))
        computed = (
            f"SELECT hh.* FROM {one.by[0]} AS hh "
            f"WHERE {since} <= {moment} AND (hh.published_until IS NULL OR {until} > {moment})"
        )
    rows = select_sql(view, language, rows=computed, extra=extra, joins=joins, where=where, conditions=conditions)
    parts.append(f"matched AS MATERIALIZED (SELECT vv.*, {_fits(macro, language)} AS _fits FROM ({rows}) AS vv)")
    parts.append(f"told AS ({_told(macro, language)})")
    shown = ", ".join(f"mm.{name_of(column, language)}" for column in view.columns)
    order = [
        f"mm.{name_of(column, language)}{' DESC' if descends else ''} NULLS LAST" for column, descends in view.order
    ]
    if macro.searches:
        order.insert(0, "mm._place")
    elif len(macro.regions) > 1:
        order.insert(1, "mm._place")
    # Told first: were nothing found first, what follows it would not be looked at.
    return (
        f"WITH {', '.join(parts)} SELECT {shown} FROM told AS tt LEFT JOIN matched AS mm ON mm._fits WHERE tt.fine "
        f"ORDER BY {', '.join(order)}"
    )


def _asked(name: str, arguments: Sequence[Argument], language: Language) -> str:
    names = [f"CAST({quoted(one.names.in_language(language))} AS VARCHAR)" for one in arguments]
    shown_at = "min(nn.place) OVER (PARTITION BY coalesce(nn.region, CAST(nn.place AS VARCHAR))) AS shown_at"
    return f"{name} AS MATERIALIZED (SELECT nn.*, {shown_at} FROM core.regions_asked([{', '.join(names)}]) AS nn)"


def _numbers(macro: Macro, language: Language) -> dict[str, str]:
    """By column, the number asked for, written with a decimal comma or point; NULL where it is none."""
    return {
        one.by[0]: f"TRY_CAST(replace({_written(one, language)}, ',', '.') AS DECIMAL(38, 18))"
        for one in macro.of("number")
    }


def _written(argument: Argument, language: Language) -> str:
    return f"CAST({quoted(argument.names.in_language(language))} AS VARCHAR)"


def _moment(argument: Argument, language: Language) -> str:
    """The beginning of times as they are recorded: what has it is of that day, or of that minute."""
    return f"replace(trim({_written(argument, language)}), ' ', 'T')"


def _has_code(view: PlannerView, argument: Argument, language: Language) -> str:
    """Whether a row holds the code that was asked for, by its code or its label in either language."""
    asked = quoted(argument.names.in_language(language))
    value = value_sql(view, view.column(argument.by[0]), language)
    return f"({asked} IS NULL OR {value} = {_code(view, argument, language)})"


def _code(view: PlannerView, argument: Argument, language: Language) -> str:
    codes, catalogue = view.column(argument.by[0]).column.codes, read_catalogue()
    if codes is None:
        raise DeclarationError(f"the column {argument.by[0]} holds no codes: the argument is a value.")
    called = {
        said.lower(): literal(code)
        for code in catalogue.codes(codes)
        for said in (code, *(catalogue.label(codes, code, each) for each in _LANGUAGES))
    }
    return choice_sql(f"lower(trim(CAST({quoted(argument.names.in_language(language))} AS VARCHAR)))", called)


def _fits(macro: Macro, language: Language) -> str:
    """Whether a row of the region is of the year, and of the figure, that were asked for."""
    fits = ["TRUE"]
    for one in macro.of("value"):
        asked = quoted(one.names.in_language(language))
        shown = ", ".join(f"lower(vv.{name_of(macro.view.column(token), language)})" for token in one.by)
        or_none = f"{asked} IS NULL OR " if one.default else ""
        fits.append(f"({or_none}lower(trim(CAST({asked} AS VARCHAR))) IN ({shown}))")
    for one in macro.of("year"):
        asked, year = quoted(one.names.in_language(language)), f"vv.{name_of(macro.view.column(one.by[0]), language)}"
        otherwise = {"newest": f"max({year}) OVER ()", "all": year, None: "NULL"}[one.default]
        fits.append(f"{year} = coalesce({asked}, {otherwise})")
    return f"coalesce({' AND '.join(fits)}, FALSE)"


def _told(macro: Macro, language: Language) -> str:
    """One row that is fine, or an error that says what to write instead."""
    view_name = literal(macro.view.names.in_language(language))
    whens = []
    for one in macro.of("moment"):
        moment = _moment(one, language)
        is_moment = (
            f"regexp_matches({moment}, {literal(_A_MOMENT)}) AND TRY_CAST(left({moment}, 10) AS DATE) IS NOT NULL"
        )
        problem = message("not_a_moment", {"value": _written(one, language)}, language)
        whens.append(f"WHEN NOT coalesce({is_moment}, FALSE) THEN error({problem})")
        first = f"(SELECT min(hh.published_from) FROM {one.by[0]} AS hh)"
        shown = {"value": _written(one, language), "since": f"replace(left({first}, 16), 'T', ' ')"}
        problem = message("before_the_record", shown, language)
        whens.append(f"WHEN left({first}, length({moment})) > {moment} THEN error({problem})")
    for one in macro.of("code"):
        asked = quoted(one.names.in_language(language))
        codes = macro.view.column(one.by[0]).column.codes or ""
        catalogue = read_catalogue()
        labels = ", ".join(catalogue.label(codes, code, language) for code in catalogue.codes(codes))
        figures = {"value": f"CAST({asked} AS VARCHAR)", "values": literal(labels)}
        figures["argument"] = literal(one.names.in_language(language))
        problem = message("unknown_value", figures, language)
        whens.append(f"WHEN {asked} IS NOT NULL AND {_code(macro.view, one, language)} IS NULL THEN error({problem})")
    for one in macro.of("province"):
        asked = quoted(one.names.in_language(language))
        if one.default is None:
            whens.append(f"WHEN {asked} IS NULL THEN error({message('no_name', {}, language)})")
        problem = f"(SELECT {_problem('not_a_province', language)} FROM around AS aa WHERE aa.province IS NULL)"
        whens.append(f"WHEN {asked} IS NOT NULL AND {problem} IS NOT NULL THEN error({problem})")
    for one in macro.of("number"):
        scale = {
            bound: f"(SELECT {figure_sql(f'{least}(ff.{bound})', 'INTEGER', 'index', language)} FROM assumed AS ff)"
            for bound, least in (("lowest", "min"), ("highest", "max"))
        }
        problem = message("not_on_the_scale", {"value": _written(one, language), **scale}, language)
        whens.append(f"WHEN (SELECT count(ff.{one.by[0]}) FROM assumed AS ff) = 0 THEN error({problem})")
    there_is = _there_is(macro, language)
    if macro.nothing is not None:
        there_is = f"{literal(' ' + macro.nothing.in_language(language))} || {there_is}"
    if not macro.regions:
        problem = f"{message('no_rows', {'view': view_name}, language)} || {there_is}"
        whens.append(f"WHEN ss.fitting = 0 THEN error({problem})")
        summary = f"SELECT count(*) FILTER (WHERE mm._fits) AS fitting, {_lists(macro, language)} FROM matched AS mm"
        return f"SELECT CASE {' '.join(whens)} ELSE TRUE END AS fine FROM ({summary}) AS ss"
    needed = sum(one.default is None for one in macro.regions)
    if macro.searches:
        nothing = "(SELECT count(*) FROM asked AS aa WHERE aa.alias_key <> '') = 0"
        alike = f"(SELECT {_problem(None, language)} FROM asked AS aa WHERE len(aa.meant) = 0)"
        return (
            f"SELECT CASE WHEN {nothing} THEN error({message('no_name', {}, language)}) "
            f"WHEN {alike} IS NOT NULL THEN error({alike}) ELSE TRUE END AS fine"
        )
    problem = f"{message('no_rows_of_region', {'regions': 'ss.missing', 'view': view_name}, language)} || {there_is}"
    whens = [
        f"WHEN ss.given < {needed} THEN error({message('no_name', {}, language)})",
        "WHEN ss.unread IS NOT NULL THEN error(ss.unread)",
        *whens,
        f"WHEN ss.missing IS NOT NULL THEN error({problem})",
    ]
    per_region = (
        f"SELECT mm._place, count(*) FILTER (WHERE mm._fits) AS fitting, {_lists(macro, language)} "
        "FROM matched AS mm GROUP BY mm._place"
    )
    summary = (
        f"SELECT count(*) FILTER (WHERE aa.place <= {needed}) AS given, "
        f"string_agg({_problem('unknown_name', language)}, ' ' ORDER BY aa.place) "
        "FILTER (WHERE aa.region IS NULL) AS unread, "
        "string_agg(aa.choices, ', ' ORDER BY aa.place) "
        "FILTER (WHERE aa.region IS NOT NULL AND aa.place = aa.shown_at AND coalesce(gg.fitting, 0) = 0) AS missing, "
        + ", ".join(f"first(gg.{name}) FILTER (WHERE gg.fitting = 0) AS {name}" for name in ("years", "held"))
        + f" FROM asked AS aa LEFT JOIN ({per_region}) AS gg ON gg._place = aa.shown_at"
    )
    return f"SELECT CASE {' '.join(whens)} ELSE TRUE END AS fine FROM ({summary}) AS ss"


def _problem(unknown: str | None, language: Language) -> str:
    """Why a name names nothing; ``unknown`` is the message that lists names alike, where there are any."""
    figures = {"name": "aa.said", "count": "CAST(aa.named AS VARCHAR)", "regions": "aa.choices"}
    whens = [("aa.alias_key = ''", "no_name")]
    if unknown != "not_a_province":
        whens += [("aa.named > 1", "two_regions"), ("aa.of_other_kind > 0", "of_other_kind")]
    whens += [("aa.choices = ''", "nothing_alike")]
    cases = " ".join(f"WHEN {condition} THEN {message(name, figures, language)}" for condition, name in whens)
    return f"CASE {cases} ELSE {message(unknown or 'unknown_name', figures, language)} END"


def _lists(macro: Macro, language: Language) -> str:
    """Which years, and which values, the rows have that were found before these were asked for."""
    lists = []
    for name, kind in (("years", "year"), ("held", "value")):
        columns = [macro.view.column(one.by[0]) for one in macro.of(kind)]
        listed = "NULL"
        for column in columns[:1]:
            value = f"mm.{name_of(column, language)}"
            shown = figure_sql(value, column.type, column.form if column.shown == "value" else None, language)
            listed = f"array_to_string(list_sort(list(DISTINCT {shown})), '; ')"
        lists.append(f"{listed} AS {name}")
    return ", ".join(lists)


def _there_is(macro: Macro, language: Language) -> str:
    texts = [
        f"CASE WHEN ss.{name} IS NULL THEN '' ELSE {message(text, {name: f'ss.{name}'}, language)} END"
        for name, text, kind in (("years", "years_there_are", "year"), ("held", "values_there_are", "value"))
        if macro.of(kind)
    ]
    return " || ".join(texts) or "''"
