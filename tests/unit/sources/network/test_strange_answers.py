"""Whatever JSON a server answers or a person saves: rows, or one clear error; never anything else."""

import copy
import json
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from sources.portals.answers import cell, pack, unpack
from sources.portals.fetching import fetch_documents
from sources.portals.plan import read_plan
from sources.reading.content import Content
from sources.reading.parts import NotThis
from sources.spbe_tauval.parse import READER as TAUVAL
from sources.un_data360.parse import READER as DATA360

#: Kind -> a plan, and an answer that is right.
KINDS = {
    "tauval": (
        {"address_setting": "URL", "key_setting": "KEY"},
        [{"kode": "1", "tahun": 2024, "nama_instansi": "Kota A", "nilai": {"indeks": "3.5", "D2001": "3"}}],
    ),
    "data360": (
        {"base": "https://p.example", "hosts": ["p.example"], "database": "UN_EGDI", "indicators": ["I"]},
        {"count": 1, "value": [{"DATABASE_ID": "UN_EGDI", "INDICATOR": "I", "REF_AREA": "IDN", "TIME_PERIOD": "2024",
                                "OBS_VALUE": "0.7"}]},
    ),
}  # fmt: skip
READERS = {"tauval": TAUVAL, "data360": DATA360}

scalars = st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(0, 5) | st.text(max_size=8) | st.just("2024")
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@st.composite
def spoilt(draw, kind):
    """A right answer in which one value has become something else."""
    answer = copy.deepcopy(KINDS[kind][1])
    holder, key = None, None
    here = answer
    while isinstance(here, dict | list) and here and (holder is None or draw(st.booleans())):
        holder, key = here, draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        here = holder[key]
    holder[key] = draw(anything)
    return answer


def fetched(kind, answer):
    """What a fetch brings when the server always gives this answer."""
    plan = read_plan({"kind": kind, **KINDS[kind][0]}, Path("source.yml"))
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=iter([json.dumps(answer).encode()])))

    def client(hosts, limits):
        return NetworkClient(hosts, Limits(min_interval_seconds=0, attempts=1), transport=transport)

    values = {"URL": "https://p.example/api", "KEY": "k3y-k3y"}
    return list(fetch_documents(plan, [2024], values=values, client_factory=client))


def read(kind, data):
    source = SimpleNamespace(fetch={"kind": kind, **KINDS[kind][0]}, folder=Path("folder"))
    return READERS[kind].read(Content("a.json", data, "json"), source)


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_is_brought_and_read(kind):
    (download,) = fetched(kind, KINDS[kind][1])
    (part,) = read(kind, download.body)
    assert (part.edition, len(part.rows), download.rows) == (2024, 1, 1)


def outcome(call, kind):
    """What a call gives, or the error of the one kind that it may end in."""
    try:
        return call()
    except kind as error:
        return error


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_spoilt_answer_ends_in_rows_or_in_one_clear_error(kind, data):
    answer = data.draw(spoilt(kind) | anything)
    downloads = outcome(lambda: fetched(kind, answer), FetchError)
    if isinstance(downloads, FetchError):
        assert downloads.remedy
        return
    (download,) = downloads
    parts = outcome(lambda: read(kind, download.body), SourceError)
    if isinstance(parts, SourceError):
        assert parts.remedy
    else:
        assert not isinstance(parts, NotThis)
        assert sum(len(part.rows) for part in parts) == download.rows


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), enveloped=st.booleans())
def test_a_spoilt_file_ends_in_rows_or_in_one_clear_error(kind, data, enveloped):
    text = json.dumps(data.draw(spoilt(kind) | anything))
    body = pack(kind, [("u", text)]) if enveloped else text.encode()
    found = outcome(lambda: read(kind, body), SourceError)
    if isinstance(found, SourceError):
        assert found.remedy
    for part in found if isinstance(found, tuple) else ():
        assert all(isinstance(value, str) for row in part.rows for value in row.values())


@given(st.text())
def test_a_cell_is_one_line_of_what_was_given_or_refused(text):
    taken = outcome(lambda: cell(text), ValueError)
    if isinstance(taken, ValueError):
        assert "control character" in str(taken)
        assert str(taken).isprintable()
    else:
        assert len(taken.splitlines()) <= 1
        assert "".join(taken.split()) == "".join(text.split())


def test_a_cell_with_a_control_character_is_refused():
    for text in ("Kota\x00A", "Kota \x1b[31mA", "Kota \u202eA", "\x7f"):
        with pytest.raises(ValueError, match="control character"):
            cell(text)


def test_several_answers_in_one_file_come_back_as_received():
    pages = [
        ("https://a.example/?x=1", '\ufeff{"n": 3.50, "s": "é \\u0000 \U0001f600"}'),
        ("https://a.example/?x=2", "[]"),
    ]
    answers = unpack(Content("a.json", pack("data360", pages), "json"))
    assert answers.kind == "data360"
    assert answers.bodies == ({"n": "3.50", "s": "é \x00 \U0001f600"}, [])


def test_several_answers_in_one_file_are_read_by_the_reader_of_their_kind_only():
    for kind, body in (("tauval", "[]"), ("data360", '{"count": 0, "value": []}')):
        for own in KINDS:
            assert isinstance(read(own, pack(kind, [("u", body)])), NotThis) is (kind != own)
