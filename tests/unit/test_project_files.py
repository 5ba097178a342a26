"""What the project says of itself beside the code: security, licence, citation, locks and their bill."""

import json
import re
import tomllib

import pytest
import yaml

from tests.commands import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_LOCKED = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_threat_names_the_test_that_holds_it():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    threats = text.partition("## Threats")[2].partition("\n## ")[0].split("|---|---|---|\n")[1].strip().splitlines()
    assert len(threats) > 20
    for line in threats:
        named = _TEST.findall(line)
        assert named, line
        for file, name in named:
            assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), line


def test_one_version_and_one_licence_are_named_everywhere():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert released[0] == (_PROJECT["version"], str(cited["date-released"]))
    assert (cited["version"], cited["license"]) == (_PROJECT["version"], _PROJECT["license"])
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{_PROJECT['license']} License\n")
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda lock: lock.name)
def test_every_lock_has_hashes_and_names_no_index(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text)[2:]
    assert len(entries) == len(_LOCKED.findall(text)) > 0
    for entry in entries:
        assert "--hash=sha256:" in entry, entry


def test_the_bill_lists_what_is_locked_and_names_no_host():
    text = (ROOT / "requirements" / "sbom.cdx.json").read_text(encoding="utf-8")
    lock = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8")
    assert re.findall(r"\w+://[^\"]*", text) == ["http://cyclonedx.org/schema/bom-1.6.schema.json"]
    bill = json.loads(text)
    own, listed = bill["metadata"]["component"], bill["components"]
    assert (own["name"], own["version"]) == (_PROJECT["name"], _PROJECT["version"])
    assert sorted((one["name"], one["version"]) for one in listed) == sorted(_LOCKED.findall(lock)), "make sbom"
    hashes = {one["content"] for component in listed for one in component["hashes"]}
    assert hashes == set(re.findall(r"sha256:(\w{64})", lock)), "make sbom"
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert {name.partition("==")[0] for name in needs[own["name"]]} >= {"dagster", "duckdb", "openpyxl"}
