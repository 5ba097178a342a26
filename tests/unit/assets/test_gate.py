"""The one gate: what would stop the next build is refused when it comes in, with its place and a remedy that fits."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import rehearsal
from assets.gate import CannotBeAccepted, Insistence
from assets.rehearsal import ALL_LAYERS, rehearse
from assets.standing import settle
from sources.archive.holdings import with_arrivals
from sources.intake.archiving import Origin, to_be_archived
from sources.intake.remedies import remedy_on_arrival
from sources.intake.report import render_examination
from tests.conftest import costly
from tests.rehearsals import remembered
from tests.unit.assets.conftest import decree, survey, typed_table
from tests.unit.sources.conftest import AT, csv_rows

_EIGHT = (
    "Pemerintah Kabupaten Magelang", "Pemerintah Kota Magelang", "Pemerintah Kabupaten Wonosobo",
    "Pemerintah Kota Makassar", "Pemerintah Kabupaten Merangin", "Pemerintah Kabupaten Kepulauan Meranti",
    "Pemerintah Kota Bukittinggi", "Pemerintah Kabupaten Penukal Abab Lematang Ilir",
)  # fmt: skip
_PROVEN = Insistence(("holds_every_body_of_its_year", "most_regions_are_evaluated"), "only this annex is known", "ani")
_IN_PARTS = Insistence(("most_regions_are_evaluated",), "one province is enough to try", "ani")


def test_what_would_stop_the_next_build_is_refused_with_its_place_and_a_remedy_that_fits(desk):
    examined, _ = desk.attempt(
        decree(*_EIGHT, index="3,214"),
        decree("Pemerintah Kota Magelung", year=2022),
        survey(NLD={"egdi": "0.9538"}),
        typed_table({"agency": "Jumlah", "index": "3,50"}, {"agency": "Rata-rata", "index": "3,50"}),
    )
    report = render_examination(examined)
    assert examined.refused
    for told in (
        ("holds_every_body_of_its_year: 1 finding", "bodies_listed 8, bodies_evaluated 517", "add the whole document",
         "`spbe add --accept holds_every_body_of_its_year --because"),
        ("index_has_its_form: 8 findings", "Pemerintah Kota Magelang", "p. 2, row 2", "3,214"),
        ("nothing_is_refused: 1 finding", "Kota Magelang (33.71)", "p. 2, row 1", "then add the file again"),
        ("figures_have_five_decimals: 1 finding", "Netherlands", "0.9538"),
        ("egdi_follows_from_components: 193 findings", "un_editions.csv"),  # an edition whose weights are not entered
        ("most_rows_of_a_document_are_read: 1 finding", "rows_not_read 2", "names have their kind"),
    ):  # fmt: skip
        assert [text for text in told if text not in report] == [], report
    assert "transcription" not in report.replace("see the file", ""), "nobody has transcribed a file that comes in"
    assert desk.holds_nothing()


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"url": "https://example.org/egov.csv"}, ["the publisher's page, and ask there", "FILE`"]),
        ({"evidence_grade": "D"}, ["correct these cells in the file, and add it again"]),
        ({"media": "pdf"}, ["compare these places with the document", "`spbe add --accept it_holds --because"]),
        ({"media": "csv"}, ["download the file again, past any spreadsheet program"]),
    ],
    ids=["fetched", "typed", "document", "saved"],
)
def test_the_remedy_fits_how_the_file_has_come(desk, how, told):
    (holding,) = to_be_archived(desk.bring(survey()), Origin("handed in as berkas.csv", AT))
    came = replace(holding, card=holding.card.model_copy(update=how))
    remedy = remedy_on_arrival(came, "it_holds", can_be_accepted=True)
    assert [text for text in told if text not in remedy] == [], remedy
    assert "--accept" not in remedy_on_arrival(came, "it_holds")
    assert remedy_on_arrival(came, "it_holds", own="add all of it") == "add all of it"


def test_what_only_warns_is_told_and_taken(desk):
    row = {"agency": "Kota Magelang", "index": "3,70"}
    examined, trial = desk.attempt(typed_table(row, {"agency": "Jumlah", "index": "3,50"}))
    report = render_examination(examined)
    assert not examined.refused
    assert not trial.stops
    assert "warns        nothing_weak_is_refused: 1 finding." in report
    assert "Jumlah" in report


def test_a_finding_is_accepted_with_a_reason_that_stays_on_the_card(desk):
    examined, trial = desk.attempt(decree(*_EIGHT), insistence=_PROVEN)
    report = render_examination(examined)
    assert not examined.refused, report
    assert report.count("because: only this annex is known") == 2
    (holding,) = trial.arriving
    assert [(one.rule, one.year, one.subject, one.because, one.by) for one in holding.card.accepted] == [
        ("holds_every_body_of_its_year", 2021, holding.card.document_id, "only this annex is known", "ani"),
        ("most_regions_are_evaluated", 2021, "", "only this annex is known", "ani"),
    ]
    assert not trial.stops
    desk.archive_arriving(examined, trial)
    assert not any(one.stops for one in remembered(desk.sources, desk.archive, desk.standing()))
    # It covers nothing else that is wrong with the document.
    worse, _ = desk.attempt(decree(*_EIGHT, index="3,214"), insistence=_PROVEN)
    assert worse.refused


def test_only_findings_of_rules_that_take_it_can_be_accepted():
    for unknown in ("no_such_rule", "index_has_its_form"):
        with pytest.raises(CannotBeAccepted, match=rf"{unknown}.*What may be accepted: .*value_on_the_scale"):
            Insistence((unknown, "value_on_the_scale"), "why", "ani")


def test_what_was_broken_before_is_not_laid_at_the_door_of_what_comes(desk):
    desk.take(decree(*_EIGHT))  # let in by an older version of the rules
    row = {"agency": "Kota Magelang", "index": "3,70"}
    examined, trial = desk.attempt(typed_table(row))
    assert examined.breaches == ()
    assert trial.stops
    wrong, _ = desk.attempt(decree("Pemerintah Kota Magelung", year=2022))
    blocking = {breach.rule for breach in wrong.breaches if breach.blocks}
    assert "nothing_is_refused" in blocking
    assert "holds_every_body_of_its_year" not in blocking


def test_what_is_held_back_may_come_again_with_a_reason(desk):
    desk.take(decree(*_EIGHT))
    (held,) = settle(desk.data, desk.sources, desk.archive).held_back
    again, _ = desk.attempt(decree(*_EIGHT), held_back=(held,))
    assert again.refused
    assert "holds_every_body_of_its_year" in render_examination(again)
    insisted, trial = desk.attempt(decree(*_EIGHT), insistence=_PROVEN, held_back=(held,))
    assert not insisted.refused, render_examination(insisted)
    desk.archive_arriving(insisted, trial)
    assert settle(desk.data, desk.sources, desk.archive).held_back == ()


# --- the gate and the build say the same -----------------------------------------------------------------------


_RESULTS = [row for row in csv_rows("spbe_annual_report", "annual_report_2024") if row["table_no"] == "31"]


def _damaged(cells):
    """A decree of 2022 with some rows of Jawa Tengah, in which some cells are exchanged for others."""
    rows = [dict(row) for row in _RESULTS]
    for number, column, text in cells:
        rows[number % len(rows)][column] = text
    names = ("table_title", "pdf_page", "row_no", "agency", "index", "predikat")
    part = decree(*(row["agency"] for row in rows), year=2022)
    return replace(part, rows=tuple({name: row[name] for name in names} for row in rows))


_TEXTS = {
    "index": st.sampled_from(["3,69", "3.69", "3,690", "5,20", "0,80", ",69", "", "tiga", "2,59"]),
    "predikat": st.sampled_from(["Baik", "Cukup", "baik", "Istimewa", ""]),
    "agency": st.sampled_from(["Pemerintah Kab. Magelang", "Kota Magelang", "Magelang", "", "Pemerintah Kota Tegal"]),
    "pdf_page": st.sampled_from(["74", ""]),
}
_CELLS = st.sampled_from(sorted(_TEXTS)).flatmap(
    lambda column: st.tuples(st.integers(0, 35), st.just(column), _TEXTS[column])
)


@given(st.lists(_CELLS, min_size=1, max_size=2))
@settings(costly(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_gate_takes_the_build_publishes_and_what_it_refuses_the_build_refuses(desk, monkeypatch, cells):
    """The build judges what enters by Great Expectations, and the marts as well."""
    examined, trial = desk.attempt(_damaged(cells), insistence=_IN_PARTS)
    with monkeypatch.context() as build:
        build.setattr(rehearsal, "in_sql", lambda suite: suite)
        held = with_arrivals(desk.standing(), trial.arriving)
        stops = [one for one in rehearse(desk.sources, desk.archive, held, ALL_LAYERS) if one.stops]
    assert examined.refused == bool(stops), (render_examination(examined), stops)
