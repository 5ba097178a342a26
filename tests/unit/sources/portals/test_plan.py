"""What a source.yml may say under `fetch:`, and what it may not."""

from pathlib import Path

import pytest

from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.network.limits import Limits
from sources.portals.fetching import allowed_hosts, fetch, obstacle
from sources.portals.plan import CkanPlan, apart, datasets, plan_of, read_plan

COLUMNS = {"evaluation_year": "tahun", "agency": "nama", "index": "indeks"}
TABLE = {"dataset": "kota-a", "title": "Indeks SPBE", "columns": COLUMNS}
CKAN = {
    "kind": "ckan", "base": "https://data.example.go.id", "hosts": ["data.example.go.id"],
    "datasets": [{**TABLE, "resource_id": "abc-1"}],
}  # fmt: skip
JABAR = {"kind": "jabar", "datasets": [{**TABLE, "dataset": "jabar-b", "owner": "diskominfo", "slug": "od_1_indeks"}]}
TAUVAL = {"kind": "tauval", "address_setting": "SPBE_TAUVAL_URL", "key_setting": "SPBE_TAUVAL_KEY"}
FILE = {"kind": "file", "hosts": ["menpan.example"], "urls": {2024: "https://menpan.example/laporan-2024.pdf"}}


def read(raw):
    return read_plan(raw, Path("spbe_portal/source.yml"))


def changed(raw, **changes):
    return {key: value for key, value in {**raw, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"kind": "ftp"}, "does not match any of the expected tags"),
        (changed(CKAN, base="ftp://data.example.go.id"), "base"),
        (changed(CKAN, base="https://user:pw@data.example.go.id"), "base"),
        (changed(CKAN, hosts=["elsewhere.example"]), "`hosts` lacks data.example.go.id"),
        (changed(CKAN, base="https://data.example.go.id:8443"), "`hosts` lacks data.example.go.id:8443"),
        (changed(CKAN, datasets=[]), "at least 1 item"),
        (changed(CKAN, page_size=0), "greater than or equal to 1"),
        (changed(CKAN, password="x"), "extra inputs are not permitted"),
        (changed(CKAN, datasets=[TABLE]), "exactly one of resource_id, package, search"),
        (changed(CKAN, datasets=[{**TABLE, "resource_id": "a", "search": "spbe"}]), "exactly one of"),
        (changed(CKAN, datasets=[{**TABLE, "resource_id": "../../a"}]), "resource_id"),
        (changed(CKAN, datasets=[{**TABLE, "resource_id": "a", "dataset": "../a"}]), "dataset"),
        (
            changed(CKAN, datasets=[{**TABLE, "resource_id": "a", "columns": {"agency": "nama"}}]),
            "lacks evaluation_year",
        ),
        (
            changed(CKAN, datasets=[{**TABLE, "resource_id": "a", "columns": {**COLUMNS, "score": "x"}}]),
            "columns.score",
        ),
        (changed(CKAN, datasets=CKAN["datasets"] * 2), "names kota-a twice"),
        (changed(JABAR, datasets=[{**JABAR["datasets"][0], "slug": "a/../../b"}]), "slug"),
        (changed(TAUVAL, key_setting="the key itself"), "key_setting"),
        (changed(FILE, urls=None), "give `urls` or `pattern`"),
        (changed(FILE, pattern="https://menpan.example/laporan.pdf"), "`pattern` lacks {year}"),
        (changed(FILE, pattern="https://other.example/{year}.pdf"), "`hosts` lacks other.example"),
        (changed(CKAN, limits={"attempts": 0}), "greater than or equal to 1"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_with_its_file(raw, says):
    with pytest.raises(SourceError) as caught:
        read(raw)
    assert says in caught.value.problem
    assert str(caught.value).startswith("spbe_portal/source.yml: ")


def test_bounds_of_a_source_replace_the_usual_ones():
    plan = read({**CKAN, "limits": {"total_seconds": 9, "attempts": 2}})
    assert plan.bounds() == Limits(total_seconds=9, attempts=2)
    assert read(CKAN).bounds() == Limits()


def test_several_portals_come_apart_into_pieces_that_fail_alone():
    two = {**CKAN, "datasets": [*CKAN["datasets"], {**TABLE, "dataset": "kota-c", "search": "indeks spbe"}]}
    plan = read({"kind": "several", "plans": [two, JABAR]})
    assert [one.dataset for one in datasets(plan)] == ["kota-a", "kota-c", "jabar-b"]
    pieces = apart(plan)
    assert [one.dataset for piece in pieces for one in datasets(piece)] == ["kota-a", "kota-c", "jabar-b"]
    assert all(len(datasets(piece)) == 1 for piece in pieces)
    assert isinstance(pieces[1], CkanPlan)
    assert apart(read(FILE)) == (read(FILE),)


def test_the_plans_of_the_sources_that_come_with_the_project_can_be_followed():
    plans = {source.source: plan_of(source) for source in read_sources()}
    assert any(plan is not None for plan in plans.values())


def test_what_stands_in_the_way_is_said_before_anyone_is_asked():
    tauval = read(TAUVAL)
    url = "https://tauval.example/api"
    assert obstacle(tauval, values={}, years=[2024]) == "SPBE_TAUVAL_URL and SPBE_TAUVAL_KEY are not set"
    assert obstacle(tauval, values={"SPBE_TAUVAL_URL": url, "SPBE_TAUVAL_KEY": " "}, years=[2024]) == (
        "SPBE_TAUVAL_KEY is not set"
    )
    values = {"SPBE_TAUVAL_URL": url, "SPBE_TAUVAL_KEY": "k3y"}
    assert obstacle(tauval, values=values, years=[2024]) is None
    assert obstacle(tauval, values=values, years=[]) == "no year is asked for"
    assert obstacle(read(FILE), values={}, years=[2025]) == "no address is declared for 2025"
    assert obstacle(read(FILE), values={}, years=[2024, 2025]) is None
    assert obstacle(read(CKAN), values={}, years=[]) is None


def test_a_fetch_that_cannot_begin_says_why_and_what_to_do(refusal):
    error = refusal(TAUVAL)
    assert str(error) == (
        "tauval: nothing is fetched: SPBE_TAUVAL_URL and SPBE_TAUVAL_KEY are not set. "
        "Remedy: set it, or add the document by hand."
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://Tauval.example/api", "tauval.example:443"),
        ("http://10.0.0.8:8080/api", "10.0.0.8:8080"),
        ("http://[fd00::1]/api", "[fd00::1]:80"),
    ],
)
def test_the_operator_declares_a_host_by_setting_its_address(address, place):
    assert allowed_hosts(read(TAUVAL), {"SPBE_TAUVAL_URL": address}) == {place}


def test_nothing_is_asked_before_the_first_file_is_wanted():
    fetch(read(CKAN), values={}, years=[], client_factory=lambda hosts, limits: pytest.fail("a client was made"))
