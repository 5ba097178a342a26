"""What must be true of the raw tables: complete, numbered without gaps, and printed as the document prints.

Does not belong here: whether a figure is plausible (core.py).
"""

from __future__ import annotations

from expectations.rules import Rule, matches, no_rows_in_file, one_of, row_count, structural, unique
from expectations.words import MEASURE, PREDIKAT
from warehouse.tables import TABLES

_ANNUAL = TABLES["raw.spbe_annual_report"]
_MEANS = TABLES["raw.spbe_printed_means"]
_AGENCY = TABLES["raw.spbe_agency_report"]
_UN = TABLES["raw.un_egdi"]
_EDITIONS = TABLES["raw.un_editions"]
_ALIASES = TABLES["raw.region_aliases"]

_FIGURE = r"\d[,.]\d{2}"
_YEAR = r"(?:19|20)\d\d"
_DOTTED_CODE = r"\d\d(?:\.\d\d)?"

RULES: dict[str, tuple[Rule, ...]] = {
    "raw.spbe_annual_report": (
        *structural(_ANNUAL),
        no_rows_in_file(
            _ANNUAL,
            "rows_numbered_without_gaps",
            "A gap means a row of the report is missing.",
            remedy="take the missing rows over from the report, or correct their numbers",
        ),
        no_rows_in_file(
            _ANNUAL,
            "tables_numbered_without_gaps",
            "A gap means a table of the report is missing.",
            remedy="take the missing table over from the report",
        ),
        unique(["edition", "table_no", "agency"], "agency_once_per_table", "A body has one result per year."),
        one_of("predikat", PREDIKAT, "There are five grades."),
        matches("agency", r".*\S.*", "agency_is_named", "A row without a name can be ranked nowhere."),
        matches("pdf_page", r"\d+", "page_is_a_number", "Every figure has a page."),
        matches("index", _FIGURE, "index_printed_with_two_decimals", "The index is what is ranked."),
        no_rows_in_file(
            _ANNUAL,
            "figures_printed_with_decimal_comma",
            "Lost cells and slips of the conversion are shown, not hidden.",
            severity="warning",
            remedy="look the cell up in the PDF; a lost cell stays missing until it is found",
        ),
    ),
    "raw.spbe_printed_means": (
        *structural(_MEANS),
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
        *structural(_AGENCY),
        matches("measure", MEASURE, "measure_is_known", "Index, grade, domains, aspects and indicators."),
        no_rows_in_file(_AGENCY, "evaluation_year_is_the_edition", "A report is of one year; another is a wrong file."),
        no_rows_in_file(_AGENCY, "all_levels_are_there", "The index is recomputed from all levels or not at all."),
        unique(["document_id", "measure"], "one_figure_per_measure", "A report states each measure once."),
    ),
    "raw.spbe_decree": (
        *structural(TABLES["raw.spbe_decree"], may_be_empty=True),
        one_of("predikat", PREDIKAT, "There are five grades."),
        matches("agency", r".*\S.*", "agency_is_named", "A row without a name can be ranked nowhere."),
        matches("index", _FIGURE, "index_printed_with_two_decimals", "The index is what is ranked."),
    ),
    # Tables of others: that a figure can be read is seen in core, where a row that cannot is set apart.
    **{
        name: structural(TABLES[name], may_be_empty=True)
        for name in ("raw.spbe_tauval", "raw.spbe_portal", "raw.spbe_spreadsheet", "raw.un_data360")
    },
    "raw.spbe_press": (
        *structural(TABLES["raw.spbe_press"]),
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
        *structural(_UN),
        no_rows_in_file(_UN, "193_countries_per_edition", "Every edition lists the 193 member states."),
        unique(["edition", "iso3"], "country_once_per_edition", "A country has one row per edition."),
        matches("iso3", r"[A-Z]{3}", "iso3_is_a_code", "Countries are joined by their code."),
        matches(
            "egdi_rank",
            r"\d{0,3}",
            "rank_is_a_number_or_blank",
            "The UN leaves the rank of some unscored rows blank.",
        ),
        no_rows_in_file(
            _UN, "figures_have_five_decimals", "The UN prints five decimals; anything else is not its figure."
        ),
    ),
    "raw.spbe_known_deviations": (
        *structural(TABLES["raw.spbe_known_deviations"]),
        one_of("rule", ("value_on_the_scale",), "A deviation breaks a rule that is checked."),
        matches("evaluation_year", _YEAR, "evaluation_year_is_a_year", "The key is the evaluation year."),
        matches("reason", r".*\S.*", "deviation_has_a_reason", "An exception without a reason is an error."),
    ),
    "raw.un_editions": (
        *structural(TABLES["raw.un_editions"]),
        unique(["survey_year"], "edition_once", "An edition has one formula."),
        matches("survey_year", _YEAR, "survey_year_is_a_year", "The key is the edition."),
        no_rows_in_file(_EDITIONS, "weights_are_shares", "A weight is a share of one, a decimal or 1/3."),
    ),
    "raw.un_country_groups": (
        *structural(TABLES["raw.un_country_groups"]),
        unique(["country_group", "iso3"], "member_once", "A country joins a group once."),
        matches("member_from", _YEAR, "member_from_is_a_year", "Membership counts from a year."),
    ),
    "raw.un_known_deviations": (
        *structural(TABLES["raw.un_known_deviations"]),
        one_of(
            "rule",
            ("egdi_formula", "component_above_one", "rank_recomputed"),
            "A deviation breaks a rule that is checked.",
        ),
        matches("reason", r".*\S.*", "deviation_has_a_reason", "An exception without a reason is an error."),
    ),
    "raw.regions": (
        *structural(TABLES["raw.regions"]),
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
        *structural(TABLES["raw.region_changes"]),
        one_of(
            "change_type",
            ("renamed", "recoded", "province_created", "name_pending"),
            "Each change is handled by its type.",
        ),
        matches("effective_year", _YEAR, "effective_year_is_a_year", "A change holds from a year on."),
        matches("legal_basis", r".*\S.*", "change_has_a_legal_basis", "A region changes by law."),
    ),
    "raw.region_aliases": (
        *structural(_ALIASES),
        no_rows_in_file(
            _ALIASES,
            "alias_names_a_region",
            "An alias of no region can only mislead.",
            remedy="correct its code",
        ),
    ),
    "raw.instruments": (
        *structural(TABLES["raw.instruments"]),
        unique(["instrument"], "instrument_once", "An instrument is declared once."),
        one_of(
            "status",
            ("verified", "secondary", "unverified"),
            "What was read in the regulation is told from what was not.",
        ),
    ),
    "raw.instrument_nodes": (
        *structural(TABLES["raw.instrument_nodes"]),
        unique(["instrument", "node_code"], "node_once", "A node stands once in its tree."),
        one_of("node_type", ("index", "domain", "aspect", "indicator", "service"), "The levels of the tree."),
        matches("weight_percent", r"\d{1,3}\.\d{2,4}", "weight_is_a_percentage", "Weights are percentages."),
    ),
    "raw.predikat_bands": (
        *structural(TABLES["raw.predikat_bands"]),
        one_of("predikat", PREDIKAT, "There are five grades."),
        one_of("upper_kind", ("inclusive", "exclusive"), "An edge belongs to one band."),
    ),
    "raw.evaluations": (
        *structural(TABLES["raw.evaluations"]),
        unique(["evaluation_year"], "evaluation_year_once", "A year is evaluated once."),
        matches(
            "agencies_total",
            r"\d*",
            "agency_count_is_a_number_or_blank",
            "A count no document states stays blank.",
        ),
        row_count(2, None, "several_years", "The programme has run since 2018."),
    ),
}
