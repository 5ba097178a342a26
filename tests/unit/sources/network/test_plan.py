"""What a source.yml may say under `fetch:`, and what it may not."""

from pathlib import Path

import pytest

from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.network.limits import Limits
from sources.portals.plan import plan_of, read_plan

DATA360 = {"kind": "data360", "database": "UN_EGDI", "indicators": ["UN_EGDI_EGDI"]}
TAUVAL = {"kind": "tauval", "address_setting": "SPBE_TAUVAL_URL", "key_setting": "SPBE_TAUVAL_KEY"}
FILE = {"kind": "file", "hosts": ["menpan.example"], "urls": {2024: "https://menpan.example/laporan-2024.pdf"}}


def read(raw):
    return read_plan(raw, Path("some_source/source.yml"))


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"kind": "ftp"}, "does not match any of the expected tags"),
        ({**DATA360, "base": "ftp://data.example"}, "base"),
        ({**DATA360, "base": "https://user:pw@data.example"}, "base"),
        ({**DATA360, "base": "https://data.example:8443"}, "`hosts` lacks data.example:8443"),
        ({**DATA360, "indicators": []}, "at least 1 item"),
        ({**DATA360, "database": "../UN_EGDI"}, "database"),
        ({**DATA360, "password": "x"}, "extra inputs are not permitted"),
        ({**TAUVAL, "key_setting": "the key itself"}, "key_setting"),
        ({**FILE, "urls": {}}, "give `urls` or `pattern`"),
        ({**FILE, "pattern": "https://menpan.example/laporan.pdf"}, "`pattern` lacks {year}"),
        ({**FILE, "pattern": "https://other.example/{year}.pdf"}, "`hosts` lacks other.example"),
        ({**FILE, "limits": {"attempts": 0}}, "greater than or equal to 1"),
        ({**FILE, "limits": {"total_seconds": 0}}, "greater than 0"),
        ({**FILE, "limits": {"max_bytes": 0}}, "greater than 0"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_with_its_file(raw, problem):
    with pytest.raises(SourceError) as caught:
        read(raw)
    assert problem in caught.value.problem
    assert str(caught.value).startswith("some_source/source.yml: ")


def test_bounds_of_a_source_replace_the_usual_ones():
    assert read({**FILE, "limits": {"total_seconds": 9, "attempts": 2}}).limits == Limits(total_seconds=9, attempts=2)
    assert read(FILE).limits == Limits()


def test_the_plans_of_the_sources_that_come_with_the_project_can_be_followed():
    plans = {source.source: plan_of(source) for source in read_sources()}
    assert {plan.kind for plan in plans.values() if plan is not None} == {"tauval", "data360"}


def test_what_is_missing_is_said_before_anyone_is_asked():
    url, key = {"SPBE_TAUVAL_URL": "https://tauval.example/api"}, {"SPBE_TAUVAL_KEY": "k3y"}
    for raw, years, values, missing in (
        (TAUVAL, [2024], {}, "SPBE_TAUVAL_URL and SPBE_TAUVAL_KEY are not set"),
        (TAUVAL, [2024], {**url, "SPBE_TAUVAL_KEY": " "}, "SPBE_TAUVAL_KEY is not set"),
        (TAUVAL, [2024], {**url, **key}, None),
        (TAUVAL, [], {**url, **key}, "no year is asked for"),
        (DATA360, [], {}, "no year is asked for"),
        (DATA360, [2024], {}, None),
        (FILE, [2025], {}, "no address is declared for 2025"),
        (FILE, [2024, 2025], {}, None),
    ):
        assert read(raw).missing(years, values) == missing


def test_the_operator_declares_a_host_by_setting_its_address():
    for address, host in (
        ("https://Tauval.example/api", "tauval.example:443"),
        ("http://10.0.0.8:8080/api", "10.0.0.8:8080"),
        ("http://[fd00::1]/api", "[fd00::1]:80"),
    ):
        assert read(TAUVAL).allowed_hosts({"SPBE_TAUVAL_URL": address}) == {host}
