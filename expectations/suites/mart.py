"""What must be true of the marts: ranks recompute, counts agree, every figure leads to a page."""

from __future__ import annotations

from expectations.rules import Rule, between, no_rows_in_file, one_of, structural
from expectations.words import GRADES, KINDS, PREDIKAT, STATUS
from warehouse.tables import TABLES

_T = {name.removeprefix("mart."): table for name, table in TABLES.items() if name.startswith("mart.")}
_MODEL = "the model is wrong: see warehouse/sql/mart"
_DERIVATIONS = "correct the derivation of that figure in warehouse/derivations"

RULES: dict[str, tuple[Rule, ...]] = {
    "mart.region_ranking": (
        *structural(_T["region_ranking"]),
        one_of("kind", KINDS, "There are three kinds.", remedy=_MODEL),
        one_of("predikat", PREDIKAT, "There are five grades.", remedy=_MODEL),
        one_of("status", STATUS, "A region without an index has a status.", remedy=_MODEL),
        between("spbe_index", 0, 5, "Scores run from 1 to 5 (0 to 5 under SPBE-2018).", remedy=_MODEL),
        no_rows_in_file(
            _T["region_ranking"],
            "ranks_recompute",
            "A rank is one more than the number that are better.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _T["region_ranking"],
            "only_an_index_is_ranked",
            "A missing index is never ranked, an index always.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _T["region_ranking"],
            "every_region_of_the_register_is_there",
            "A missing region is a row with a status.",
            remedy=_MODEL,
        ),
        no_rows_in_file(_T["region_ranking"], "no_change_across_instruments", "Instruments do not mix.", remedy=_MODEL),
        no_rows_in_file(
            _T["region_ranking"],
            "figures_equal_core",
            "A mart repeats the official figure, it does not make one.",
            remedy=_MODEL,
        ),
    ),
    "mart.province_summary": (
        *structural(_T["province_summary"]),
        between("coverage_percent", 0, 100, "n of N.", remedy=_MODEL),
        no_rows_in_file(
            _T["province_summary"],
            "members_add_up",
            "The provinces together hold every kabupaten and kota.",
            remedy=_MODEL,
        ),
        no_rows_in_file(_T["province_summary"], "shares_add_up", "Shares per grade sum to 100%.", remedy=_MODEL),
        no_rows_in_file(
            _T["province_summary"],
            "mean_between_worst_and_best",
            "A mean lies between its extremes.",
            remedy=_MODEL,
        ),
    ),
    "mart.egdi_ranking": (
        *structural(_T["egdi_ranking"]),
        no_rows_in_file(
            _T["egdi_ranking"],
            "group_members_are_in_the_survey",
            "A member of a country group is one of the survey's countries.",
            remedy="correct its code in sources/un_reference/snapshots/un_country_groups.csv",
        ),
        no_rows_in_file(
            _T["egdi_ranking"],
            "193_countries_per_edition",
            "Every edition lists 193 countries.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _T["egdi_ranking"],
            "asean_ranks_recompute",
            "A rank is one more than the number that are better.",
            remedy=_MODEL,
        ),
    ),
    "mart.national_context": (
        *structural(_T["national_context"]),
        between("national_index", 1, 5, "The national index lies on the scale.", remedy=_MODEL),
        between("indonesia_egdi", 0, 1, "EGDI runs from 0 to 1.", remedy=_MODEL),
        no_rows_in_file(
            _T["national_context"], "no_change_across_instruments", "Instruments do not mix.", remedy=_MODEL
        ),
    ),
    "mart.figure_provenance": (
        *structural(_T["figure_provenance"]),
        one_of("evidence_grade", GRADES, "The grade says how far to trust a figure.", remedy=_MODEL),
        no_rows_in_file(
            _T["figure_provenance"],
            "every_figure_has_a_source",
            "Every figure of the marts leads to its print.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _T["figure_provenance"],
            "printed_figure_is_the_printed_one",
            "The print says what the mart says.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _T["figure_provenance"],
            "report_figures_have_page_table_and_row",
            "An annual report's figure has all three.",
            remedy=_MODEL,
        ),
    ),
    "mart.figure_derivations": (
        *structural(_T["figure_derivations"]),
        no_rows_in_file(
            _T["figure_derivations"],
            "every_path_ends_in_print",
            "Whoever follows a figure's inputs comes to a document, or to a constant that is named.",
            remedy=_DERIVATIONS,
        ),
        no_rows_in_file(
            _T["figure_derivations"],
            "no_figure_is_made_from_itself",
            "A path that goes in a circle never comes to a document.",
            remedy=_DERIVATIONS,
        ),
        no_rows_in_file(
            _T["figure_derivations"],
            "every_figure_with_a_page_is_derived",
            "A figure whose pages are listed also says how it comes from them.",
            remedy=_DERIVATIONS,
        ),
    ),
}
