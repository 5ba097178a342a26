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

#: Kind -> its reader, a plan, and an answer that is right.
KINDS = {
    "tauval": (
        TAUVAL,
        {"address_setting": "URL", "key_setting": "KEY"},
        [{"kode": "1", "tahun": 2024, "nama_instansi": "Kota A", "nilai": {"indeks": "3.5", "D2001": "3"}}],
    ),
    "data360": (
        DATA360,
        {"base": "https://p.example", "hosts": ["p.example"], "database": "UN_EGDI", "indicators": ["I"]},
        {"count": 1, "value": [{"DATABASE_ID": "UN_EGDI", "INDICATOR": "I", "REF_AREA": "IDN", "TIME_PERIOD": "2024",
                                "OBS_VALUE": "0.7"}]},
    ),
}  # fmt: skip

scalars = st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(0, 5) | st.text(max_size=8) | st.just("2024")
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@st.composite
def spoilt(draw, kind):
    """A right answer in which one value has become something else."""
    here = answer = copy.deepcopy(KINDS[kind][2])
    holder, key = None, None
    while isinstance(here, dict | list) and here and (holder is None or draw(st.booleans())):
        holder, key = here, draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        here = holder[key]
    holder[key] = draw(anything)
    return answer


def fetched(kind, answer):
    """What a fetch brings when the server always gives this answer, or its error."""
    plan = read_plan({"kind": kind, **KINDS[kind][1]}, Path("source.yml"))
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=iter([json.dumps(answer).encode()])))

    def client(hosts, limits):
        return NetworkClient(hosts, Limits(min_interval_seconds=0, attempts=1), transport=transport)

    values = {"URL": "https://p.example/api", "KEY": "k3y-k3y"}
    try:
        (download,) = fetch_documents(plan, [2024], values=values, client_factory=client)
    except FetchError as error:
        return error
    return download


def read(kind, data):
    """What the reader of the kind makes of a file, or its error."""
    reader, plan, _ = KINDS[kind]
    source = SimpleNamespace(fetch={"kind": kind, **plan}, folder=Path("folder"))
    try:
        return reader.read(Content("a.json", data, "json"), source)
    except SourceError as error:
        return error


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_is_brought_and_read(kind):
    download = fetched(kind, KINDS[kind][2])
    (part,) = read(kind, download.body)
    assert (part.edition, len(part.rows), download.rows) == (2024, 1, 1)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_spoilt_answer_ends_in_rows_or_in_one_clear_error(kind, data):
    answer = data.draw(spoilt(kind) | anything)
    download = fetched(kind, answer)
    if isinstance(download, FetchError):
        assert download.remedy
    else:
        parts = read(kind, download.body)
        assert not isinstance(parts, NotThis)
        assert isinstance(parts, SourceError) or sum(len(part.rows) for part in parts) == download.rows
    text = json.dumps(answer)
    for saved in (text.encode(), pack(kind, [("u", text)])):
        found = read(kind, saved)
        if isinstance(found, SourceError):
            assert found.remedy
        for part in found if isinstance(found, tuple) else ():
            assert all(isinstance(value, str) for row in part.rows for value in row.values())


@given(st.text())
def test_a_cell_is_one_line_of_what_was_given_or_refused(text):
    try:
        taken, problem = cell(text), ""
    except ValueError as error:
        taken, problem = "", str(error)
    assert problem.isprintable()
    assert len(taken.splitlines()) <= 1
    assert "control character" in problem if problem else "".join(taken.split()) == "".join(text.split())


def test_a_cell_with_a_control_character_is_refused():
    for text in ("Kota\x00A", "Kota \x1b[31mA", "Kota \u202eA", "\x7f"):
        with pytest.raises(ValueError, match="control character"):
            cell(text)


def test_several_answers_in_one_file_come_back_as_received_and_to_the_reader_of_their_kind_only():
    texts = ['\ufeff{"n": 3.50, "s": "é \\u0000 \U0001f600"}', "[]"]
    answers = unpack(Content("a.json", pack("data360", [("https://a.example/", text) for text in texts]), "json"))
    assert (answers.kind, answers.bodies) == ("data360", ({"n": "3.50", "s": "é \x00 \U0001f600"}, []))
    for kind, body in (("tauval", "[]"), ("data360", '{"count": 0, "value": []}')):
        for own in KINDS:
            assert isinstance(read(own, pack(kind, [("u", body)])), NotThis) is (kind != own)
