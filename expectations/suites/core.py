"""What must be true of the core tables: figures plausible, sums right, every name resolved.

Belongs here: the arithmetic of the regulation (weights, domains, bands) and of the UN's index, put to the
printed figures. The printed figure stands; a mismatch blocks because it means a misread cell.
"""

from __future__ import annotations

from expectations.rules import Rule, between, matches, no_rows_in_file, one_of, structural
from expectations.words import GRADES, KINDS, MEASURE, STATUS
from warehouse.tables import TABLES

_T = {name.removeprefix("core."): table for name, table in TABLES.items() if name.startswith("core.")}
_REGISTER = "correct sources/regions/snapshots, with the decree that says so"
_INSTRUMENT = "compare sources/instruments/snapshots with the regulation"
_EDITION = (
    "of a new edition: add its weights to sources/un_reference/snapshots/un_editions.csv and seal it; of another: "
    "compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason"
)
_PUBLISHER = "compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason"

RULES: dict[str, tuple[Rule, ...]] = {
    "core.documents": (
        *structural(_T["documents"]),
        one_of("evidence_grade", GRADES, "The grade decides which statement wins."),
        matches(
            "file_sha256",
            r"[0-9a-f]{64}",
            "file_is_hashed",
            "A figure leads to the bytes that it was read from.",
        ),
        no_rows_in_file(_T["documents"], "rows_loaded_as_described", "Every row of a document is in its raw table."),
        no_rows_in_file(
            _T["documents"],
            "rows_loaded_as_the_report_states",
            "The report says how many bodies it evaluated (621, 615).",
            remedy="a table or rows are missing from the transcription, or `states` in its sidecar is wrong",
        ),
        no_rows_in_file(
            _T["documents"],
            "its_own_count_is_known",
            "A report that does not say how many bodies it holds may lack some unnoticed.",
            severity="warning",
            remedy="look for the count in the report; compare the number of rows with last year's",
        ),
    ),
    "core.regions": (
        *structural(_T["regions"]),
        one_of("kind", KINDS, "There are three kinds.", remedy=_REGISTER),
        between("latitude", -11.5, 6.5, "Indonesia lies between these parallels.", remedy=_REGISTER),
        between("longitude", 94.5, 141.5, "Indonesia lies between these meridians.", remedy=_REGISTER),
        no_rows_in_file(_T["regions"], "versions_do_not_overlap", "A region is one thing at a time.", remedy=_REGISTER),
        no_rows_in_file(
            _T["regions"], "province_is_in_the_register", "Every region lies in a province.", remedy=_REGISTER
        ),
        no_rows_in_file(
            _T["regions"],
            "38_provinces_415_kabupaten_93_kota",
            "The autonomous regions of Kepmendagri 300.2.2-2430/2025.",
            remedy=_REGISTER,
        ),
    ),
    "core.region_aliases": (
        *structural(_T["region_aliases"]),
        no_rows_in_file(
            _T["region_aliases"],
            "usable_spelling_names_one_region",
            "A spelling of two regions would be a guess.",
            remedy="mark the spelling AMBIGUOUS, or remove one",
        ),
        no_rows_in_file(
            _T["region_aliases"],
            "alias_is_of_a_region",
            "An alias of no region can only mislead.",
            remedy="correct its code",
        ),
    ),
    "core.instruments": (
        *structural(_T["instruments"]),
        no_rows_in_file(_T["instruments"], "one_instrument_per_year", "Instruments do not mix.", remedy=_INSTRUMENT),
    ),
    "core.instrument_nodes": (
        *structural(_T["instrument_nodes"]),
        no_rows_in_file(
            _T["instrument_nodes"], "weights_sum_to_100", "The index is a weighted mean.", remedy=_INSTRUMENT
        ),
        no_rows_in_file(
            _T["instrument_nodes"],
            "node_weighs_as_much_as_its_parts",
            "A domain is the sum of its aspects.",
            remedy=_INSTRUMENT,
        ),
        no_rows_in_file(_T["instrument_nodes"], "parent_is_in_the_tree", "A tree has one root.", remedy=_INSTRUMENT),
    ),
    "core.predikat_bands": (
        *structural(_T["predikat_bands"]),
        no_rows_in_file(_T["predikat_bands"], "bands_touch", "Every index has one grade.", remedy=_INSTRUMENT),
    ),
    "core.evaluation_years": (
        *structural(_T["evaluation_years"]),
        no_rows_in_file(
            _T["evaluation_years"],
            "instrument_is_in_force",
            "A year is evaluated under the instrument in force.",
            remedy=_INSTRUMENT,
        ),
        no_rows_in_file(
            _T["evaluation_years"],
            "counts_agree_with_the_report",
            "The decree's counts and the report's own are the same bodies.",
            remedy="correct evaluations.csv or the report's sidecar (`states`): whichever the document contradicts",
        ),
    ),
    "core.observations": (
        *structural(_T["observations"]),
        one_of("status", STATUS, "A missing figure has a status."),
        matches("measure", MEASURE, "measure_is_known", "Index, grade, domains, aspects and indicators."),
        no_rows_in_file(
            _T["observations"],
            "value_on_the_scale",
            "Scores run from 1 to 5 (0 to 5 under SPBE-2018).",
            remedy="compare the cell with the document; if the print says so, see sources/spbe_reference/README.md",
        ),
        no_rows_in_file(
            _T["observations"],
            "weak_statement_on_the_scale",
            "What portals, spreadsheets and press state is shown, not vouched for.",
            severity="warning",
            remedy="compare with the page; the statement keeps its grade and is ranked nowhere",
        ),
        no_rows_in_file(
            _T["observations"],
            "no_known_deviation",
            "The publisher's own errors are shown, not repaired.",
            severity="warning",
            remedy="nothing: listed with the reason in spbe_known_deviations.csv",
        ),
        no_rows_in_file(
            _T["observations"],
            "known_deviations_still_stand",
            "An exception outlives its cause when the publisher repairs the figure.",
            remedy="remove the line from spbe_known_deviations.csv, or correct its printed value",
        ),
        no_rows_in_file(
            _T["observations"],
            "no_row_is_lost",
            "Every raw row is accepted or refused, never dropped.",
            remedy="the reading of this source leaves rows out: see sources/<source>/statements.py",
        ),
        no_rows_in_file(
            _T["observations"],
            "levels_are_whole",
            "A maturity level is a whole number.",
            remedy="compare the level with the report",
        ),
        no_rows_in_file(
            _T["observations"],
            "missing_has_a_reason",
            "A missing figure says why it is missing.",
            remedy="state the reason where the status is set",
        ),
    ),
    "core.winning_statements": (
        *structural(_T["winning_statements"]),
        no_rows_in_file(
            _T["winning_statements"],
            "every_cell_has_one_winner",
            "A cell is decided once, whatever the number of statements.",
            remedy="the model is wrong: see warehouse/sql/core/winning_statements.sql",
        ),
    ),
    "core.spbe_scores": (
        *structural(_T["spbe_scores"]),
        between("score", 0, 5, "Scores run from 1 to 5 (0 to 5 under SPBE-2018)."),
        one_of("status", STATUS, "A missing figure has a status."),
        no_rows_in_file(
            _T["spbe_scores"],
            "region_is_in_the_register_of_its_year",
            "A code is valid in a span of years.",
            remedy=_REGISTER,
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "all_regions_of_the_report_are_there",
            "The report says how many regions it evaluated (529, 523).",
            remedy="rows are missing, two name one region (see audit.quarantine), or `states` in the sidecar is wrong",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "most_regions_are_evaluated",
            "Below 90% of the register a whole table is probably missing.",
            remedy="compare the provinces with the report; a year known in parts is not nationally complete",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "every_region_is_evaluated",
            "Regions without a row are listed, never counted as zero.",
            severity="warning",
            remedy="nothing, when the report has no row for them; the status says so",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "index_follows_from_domains",
            "0.13 D1 + 0.25 D2 + 0.165 D3 + 0.455 D4, within 0.011.",
            remedy="a digit of the index or of a domain was misread: compare with the document",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "index_follows_from_levels",
            "The weighted mean of all levels, within 0.005.",
            remedy="a level or the index was misread: compare with the report",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "domains_and_aspects_follow_from_levels",
            "The weighted mean of their levels, within 0.005.",
            remedy="a level, an aspect or a domain was misread: compare with the report",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "predikat_fits_its_band",
            "A grade beyond rounding of its band means a misread cell.",
            remedy="compare index and grade with the document",
        ),
        no_rows_in_file(
            _T["spbe_scores"],
            "predikat_not_on_an_edge",
            "The ministry grades on unrounded values: these rows are real.",
            severity="warning",
            remedy="nothing: the printed grade stands",
        ),
    ),
    "core.central_scores": (
        *structural(_T["central_scores"]),
        between("score", 1, 5, "Scores run from 1 to 5."),
        no_rows_in_file(
            _T["central_scores"],
            "all_central_bodies_of_the_report_are_there",
            "The report says how many it evaluated (92, 92).",
            remedy="rows are missing, two have one name, or `states` in the report's sidecar is wrong",
        ),
        no_rows_in_file(
            _T["central_scores"],
            "index_follows_from_domains",
            "0.13 D1 + 0.25 D2 + 0.165 D3 + 0.455 D4, within 0.011.",
            remedy="a digit of the index or of a domain was misread: compare with the document",
        ),
        no_rows_in_file(
            _T["central_scores"],
            "predikat_fits_its_band",
            "A grade beyond rounding of its band means a misread cell.",
            remedy="compare index and grade with the document",
        ),
    ),
    "core.group_means": (
        *structural(_T["group_means"]),
        between("score", 1, 5, "Means lie on the scale."),
        no_rows_in_file(
            _T["group_means"],
            "printed_mean_follows_from_its_domains",
            "Printed means of 2023 and 2024 contain errors.",
            severity="warning",
            remedy="quote the printed mean beside the mean of the rows; never overwrite it",
        ),
    ),
    "core.un_editions": (
        *structural(_T["un_editions"]),
        no_rows_in_file(
            _T["un_editions"], "weights_sum_to_one", "EGDI is a weighted mean of three.", remedy=_PUBLISHER
        ),
    ),
    "core.un_egdi": (
        *structural(_T["un_egdi"]),
        between("egdi", 0, 1, "EGDI runs from 0 to 1.", remedy=_PUBLISHER),
        one_of("status", STATUS, "A zero-filled row has a status."),
        no_rows_in_file(_T["un_egdi"], "components_within_0_and_1", "Components run from 0 to 1.", remedy=_PUBLISHER),
        no_rows_in_file(
            _T["un_egdi"],
            "egdi_follows_from_components",
            "The formula of its edition.",
            remedy=_EDITION,
        ),
        no_rows_in_file(
            _T["un_egdi"],
            "rank_follows_from_egdi",
            "Ranks recompute (1, 1, 3) over scored countries.",
            remedy=_PUBLISHER,
        ),
        no_rows_in_file(
            _T["un_egdi"],
            "no_known_deviation",
            "The publisher's own errors are shown, not repaired.",
            severity="warning",
            remedy="nothing: listed with the reason in un_known_deviations.csv",
        ),
        no_rows_in_file(
            _T["un_egdi"],
            "data360_agrees",
            "The World Bank repeats the UN's figures; a difference is an error of one of them.",
            severity="warning",
            remedy="compare with the UN's own file; the UN's figure stands",
        ),
        no_rows_in_file(
            _T["un_egdi"],
            "known_deviations_still_stand",
            "An exception outlives its cause when the publisher repairs the figure.",
            remedy="remove the line from un_known_deviations.csv",
        ),
    ),
    "core.country_groups": structural(_T["country_groups"]),
}
