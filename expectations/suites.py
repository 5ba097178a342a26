"""The suite of every table: what its declaration says, what its columns hold, and its SQL rules."""

from __future__ import annotations

from expectations.rules import Rule, Suite, between, matches, one_of, row_count, structural, unique
from expectations.sql_rules import find_sql_rules
from expectations.words import GRADES, KINDS, MEASURE, PREDIKAT, STATUS
from warehouse.tables import TABLES

_FIGURE = r"\d[,.]\d{2}"
_YEAR = r"(?:19|20)\d\d"
_DOTTED_CODE = r"\d\d(?:\.\d\d)?"
_REGISTER = "correct sources/regions/snapshots, with the decree that says so"
_PUBLISHER = "compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason"
_MODEL = "the model is wrong: see warehouse/sql/mart"
_DRAWN = "the simulation is wrong: see warehouse/computed/rank_intervals.py"
_TARGETS = (
    "correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again "
    "(see sources/targets/README.md)"
)
_VERDICTS = ("confirmed", "contradicted", "not_checkable")
_BECAUSE = (
    "other_instrument",
    "no_result",
    "low_coverage",
    "press_only",
    "target_year_past",
    "undated",
    "target_year_other_instrument",
    "first_year",
)

#: Nothing refused or disputed, nothing come in or supplied, nobody in two years or that leads or lags: all may be.
_MAY_BE_EMPTY = {
    "audit.quarantine",
    "audit.corrections_applied",
    "audit.conflicts",
    "raw.spbe_decree",
    "raw.spbe_tauval",
    "raw.spbe_spreadsheet",
    "raw.un_data360",
    "raw.indicator_costs",
    "core.indicator_costs",
    "mart.rank_intervals",
    "mart.grade_transitions",
    "mart.movers",
    "mart.next_predikat_steps",
    "mart.role_models",
    "mart.mentors",
}

_COLUMN_RULES: dict[str, tuple[Rule, ...]] = {
    "raw.spbe_annual_report": (
        unique(["edition", "table_no", "agency"], "agency_once_per_table", "A body has one result per year."),
        one_of("predikat", PREDIKAT, "There are five grades."),
        matches("agency", r".*\S.*", "agency_is_named", "A row without a name can be ranked nowhere."),
        matches("pdf_page", r"\d+", "page_is_a_number", "Every figure has a page."),
        matches("index", _FIGURE, "index_printed_with_two_decimals", "The index is what is ranked."),
    ),
    "raw.spbe_printed_means": (
        matches("measure", MEASURE, "measure_is_known", "A mean is of the index, a domain or an aspect."),
        matches("evaluation_year", _YEAR, "evaluation_year_is_a_year", "The key is the evaluation year."),
        matches("printed_value", _FIGURE, "mean_printed_with_two_decimals", "Means are printed with two decimals."),
        unique(
            ["document_id", "evaluation_year", "agency_group", "measure"],
            "one_mean_per_cell",
            "A document prints a mean once.",
        ),
    ),
    "raw.spbe_agency_report": (
        matches("measure", MEASURE, "measure_is_known", "Index, grade, domains, aspects and indicators."),
        unique(["document_id", "measure"], "one_figure_per_measure", "A report states each measure once."),
    ),
    "raw.spbe_decree": (
        one_of("predikat", PREDIKAT, "There are five grades."),
        matches("agency", r".*\S.*", "agency_is_named", "A row without a name can be ranked nowhere."),
        matches("index", _FIGURE, "index_printed_with_two_decimals", "The index is what is ranked."),
    ),
    "raw.spbe_press": (
        matches("url", r".*\S.*", "statement_has_a_voice", "A statement that nobody makes does not exist."),
        matches(
            "url",
            r"https?://\S+",
            "page_has_an_address",
            "Some pages were seen in a search result, without their address.",
            severity="warning",
            remedy="look the page up and add its address",
        ),
    ),
    "raw.un_egdi": (
        unique(["edition", "iso3"], "country_once_per_edition", "A country has one row per edition."),
        matches("iso3", r"[A-Z]{3}", "iso3_is_a_code", "Countries are joined by their code."),
        matches(
            "egdi_rank",
            r"\d{0,3}",
            "rank_is_a_number_or_blank",
            "The UN leaves the rank of some unscored rows blank.",
        ),
    ),
    "raw.spbe_known_deviations": (
        one_of("rule", ("value_on_the_scale",), "A deviation breaks a rule that is checked."),
        matches("evaluation_year", _YEAR, "evaluation_year_is_a_year", "The key is the evaluation year."),
        matches("reason", r".*\S.*", "deviation_has_a_reason", "An exception without a reason is an error."),
    ),
    "raw.un_editions": (
        unique(["survey_year"], "edition_once", "An edition has one formula."),
        matches("survey_year", _YEAR, "survey_year_is_a_year", "The key is the edition."),
    ),
    "raw.un_country_groups": (
        unique(["country_group", "iso3"], "member_once", "A country joins a group once."),
        matches("member_from", _YEAR, "member_from_is_a_year", "Membership counts from a year."),
    ),
    "raw.un_known_deviations": (
        one_of(
            "rule",
            ("egdi_formula", "component_above_one", "rank_recomputed"),
            "A deviation breaks a rule that is checked.",
        ),
        matches("reason", r".*\S.*", "deviation_has_a_reason", "An exception without a reason is an error."),
    ),
    "raw.regions": (
        unique(["code"], "code_once", "A code names one region."),
        matches(
            "code",
            _DOTTED_CODE,
            "code_keeps_its_dot",
            "Read as a number, 12.10 becomes 12.1, another region.",
        ),
        one_of("kind", ("provinsi", "kabupaten", "kota"), "There are three kinds."),
        one_of("autonomous", ("true", "false"), "Only autonomous regions are evaluated."),
        matches("population_2024", r"\d+", "population_is_a_number", "Persons, without separators."),
    ),
    "raw.region_changes": (
        one_of(
            "change_type",
            ("renamed", "recoded", "province_created", "name_pending"),
            "Each change is handled by its type.",
        ),
        matches("effective_year", _YEAR, "effective_year_is_a_year", "A change holds from a year on."),
        matches("legal_basis", r".*\S.*", "change_has_a_legal_basis", "A region changes by law."),
    ),
    "raw.instruments": (
        unique(["instrument"], "instrument_once", "An instrument is declared once."),
        one_of(
            "status",
            ("verified", "secondary", "unverified"),
            "What was read in the regulation is told from what was not.",
        ),
    ),
    "raw.instrument_nodes": (
        unique(["instrument", "node_code"], "node_once", "A node stands once in its tree."),
        one_of("node_type", ("index", "domain", "aspect", "indicator", "service"), "The levels of the tree."),
        matches("weight_percent", r"\d{1,3}\.\d{2,4}", "weight_is_a_percentage", "Weights are percentages."),
    ),
    "raw.predikat_bands": (
        one_of("predikat", PREDIKAT, "There are five grades."),
        one_of("upper_kind", ("inclusive", "exclusive"), "An edge belongs to one band."),
    ),
    "raw.evaluations": (
        unique(["evaluation_year"], "evaluation_year_once", "A year is evaluated once."),
        matches(
            "agencies_total",
            r"\d*",
            "agency_count_is_a_number_or_blank",
            "A count no document states stays blank.",
        ),
        row_count(2, None, "several_years", "The programme has run since 2018."),
    ),
    "core.documents": (
        one_of("evidence_grade", GRADES, "The grade decides which statement wins."),
        matches(
            "file_sha256",
            r"[0-9a-f]{64}",
            "file_is_hashed",
            "A figure leads to the bytes that it was read from.",
        ),
    ),
    "core.regions": (
        one_of("kind", KINDS, "There are three kinds.", remedy=_REGISTER),
        between("latitude", -11.5, 6.5, "Indonesia lies between these parallels.", remedy=_REGISTER),
        between("longitude", 94.5, 141.5, "Indonesia lies between these meridians.", remedy=_REGISTER),
    ),
    "core.observations": (
        one_of("status", STATUS, "A missing figure has a status."),
        matches("measure", MEASURE, "measure_is_known", "Index, grade, domains, aspects and indicators."),
    ),
    "core.spbe_scores": (
        between("score", 0, 5, "Scores run from 1 to 5 (0 to 5 under SPBE-2018)."),
        one_of("status", STATUS, "A missing figure has a status."),
    ),
    "core.central_scores": (between("score", 1, 5, "Scores run from 1 to 5."),),
    "core.group_means": (between("score", 1, 5, "Means lie on the scale."),),
    "core.un_egdi": (
        between("egdi", 0, 1, "EGDI runs from 0 to 1.", remedy=_PUBLISHER),
        one_of("status", STATUS, "A zero-filled row has a status."),
    ),
    "mart.region_ranking": (
        one_of("kind", KINDS, "There are three kinds.", remedy=_MODEL),
        one_of("predikat", PREDIKAT, "There are five grades.", remedy=_MODEL),
        one_of("status", STATUS, "A region without an index has a status.", remedy=_MODEL),
        between("spbe_index", 0, 5, "Scores run from 1 to 5 (0 to 5 under SPBE-2018).", remedy=_MODEL),
    ),
    "mart.province_summary": (between("coverage_percent", 0, 100, "n of N.", remedy=_MODEL),),
    "mart.national_context": (
        between("national_index", 1, 5, "The national index lies on the scale.", remedy=_MODEL),
        between("indonesia_egdi", 0, 1, "EGDI runs from 0 to 1.", remedy=_MODEL),
    ),
    "mart.figure_provenance": (
        one_of("evidence_grade", GRADES, "The grade says how far to trust a figure.", remedy=_MODEL),
    ),
    "mart.rank_intervals": (
        one_of(
            "interval_basis",
            ("levels", "domains", "index"),
            "A reader is told what an interval accounts for.",
            remedy=_DRAWN,
        ),
    ),
    "raw.targets": (unique(["target_id"], "target_once", "A target has one line.", remedy=_TARGETS),),
    "mart.next_predikat": (
        one_of("way_basis", ("levels", "domains"), "The way is reckoned from levels or from domains.", remedy=_MODEL),
    ),
    "mart.target_progress": (
        one_of("target_status", ("reached", "on_track", "behind", "not_assessable"), "There are four.", remedy=_MODEL),
        one_of("not_assessable_because", _BECAUSE, "Each reason has its name.", remedy=_MODEL),
    ),
    "mart.claim_checks": (
        one_of("verdict", _VERDICTS, "There are three verdicts.", remedy="see warehouse/computed/claim_judging"),
    ),
}

_SQL_RULES = find_sql_rules(TABLES)

SUITES: dict[str, Suite] = {
    name: Suite(
        table,
        (
            *structural(table, may_be_empty=name in _MAY_BE_EMPTY),
            *_COLUMN_RULES.get(name, ()),
            *_SQL_RULES.get(name, ()),
        ),
    )
    for name, table in TABLES.items()
    if name != "audit.check_results"
}
