"""The register of regions with its history, compared with the bundled lists themselves."""

from collections import Counter

import pytest

from sources.declaration.errors import SourceError
from sources.regions.register import register_versions, usable_aliases


def _held(register, year):
    return [row for row in register if (row["valid_from_year"] or 0) <= year <= (row["valid_to_year"] or 9999)]


def _region(code="33.71", name="Kota Magelang", kind="kota", province=("33", "Jawa Tengah")):
    return {
        "code": code, "bps_code": "3371", "name": name, "kind": kind, "autonomous": "true",
        "province_code": province[0], "province_name": province[1], "population_2024": "128000", "area_km2": "18.560",
        "lat": "-7.47", "lng": "110.22", "document_id": "regions", "locator": "line 2",
    }  # fmt: skip


def _change(**changes):
    return {
        "code_old": "33.71", "code_new": "33.71", "name_old": "Kota Lama", "name_new": "Kota Magelang",
        "effective_year": "2020", "change_type": "renamed", "legal_basis": "PP 1/2020", "document_id": "changes",
        "locator": "line 9", **changes,
    }  # fmt: skip


_PROVINCE = _region("33", "Jawa Tengah", "provinsi")


def test_todays_versions_are_exactly_todays_list_and_one_more_is_kept_per_rename_or_recoding(register, listed, changed):
    kinds = Counter(row["change_type"] for row in changed)
    assert len(register) == len(listed) + kinds["renamed"] + kinds["recoded"] == 581
    today = {row["region_code"]: row for row in register if row["valid_to_year"] is None}
    assert {code: (row["region_name"], row["kind"], row["province_code"]) for code, row in today.items()} == {
        row["code"]: (row["name"], row["kind"], row["province_code"]) for row in listed
    }
    assert sum(row["population"] for row in today.values() if row["kind"] == "provinsi") == sum(
        int(row["population_2024"]) for row in listed if row["kind"] == "provinsi"
    )


def test_autonomous_regions_are_38_provinces_415_kabupaten_and_93_kota_after_the_split_of_papua(register):
    for year, provinces in ((2018, 34), (2021, 34), (2022, 38), (2026, 38)):
        held = _held(register, year)
        kinds = Counter(row["kind"] for row in held if row["autonomous"])
        assert kinds == {"provinsi": provinces, "kabupaten": 415, "kota": 93}, year
        assert len({row["region_code"] for row in held}) == len(held), year


def test_a_recoded_or_renamed_region_keeps_its_identity_and_has_two_versions(register, changed):
    rows = {row["region_code"]: row for row in register}
    recoded = [row for row in changed if row["change_type"] == "recoded"]
    assert len(recoded) == 26
    for change in recoded:
        old, new = rows[change["code_old"]], rows[change["code_new"]]
        assert old["current_code"] == new["current_code"] == change["code_new"]
        assert old["valid_to_year"] + 1 == new["valid_from_year"] == int(change["effective_year"]) == 2022
        assert old["province_code"] == change["code_old"][:2] != new["province_code"] == change["code_new"][:2]
        assert old["province_name"] in {"Papua", "Papua Barat"}
    for change in [row for row in changed if row["change_type"] == "renamed"]:
        old, new = sorted(
            (row for row in register if row["region_code"] == change["code_new"]), key=lambda row: row["version"]
        )
        assert (old["version"], new["version"]) == (1, 2)
        assert (old["region_name"], new["region_name"]) == (change["name_old"], change["name_new"])
        assert old["valid_to_year"] + 1 == new["valid_from_year"] == int(change["effective_year"])
        assert new["legal_basis"] == change["legal_basis"]


def test_the_past_has_no_figures_of_today_and_leads_to_the_line_that_records_the_change(register, changed):
    past = [row for row in register if row["valid_to_year"] is not None]
    assert len(past) == 29
    assert {row["locator"] for row in past} < {f"line {number}" for number in range(2, len(changed) + 2)}
    for row in past:
        assert [row[name] for name in ("population", "area_km2", "latitude", "longitude")] == [None] * 4


def test_an_announced_name_changes_nothing_and_a_change_of_a_region_that_is_not_listed_is_refused_by_code():
    rows = register_versions([_PROVINCE, _region()], [_change(change_type="name_pending", name_new="Kota Baru")])
    found = [(row["region_name"], row["version"], row["valid_from_year"]) for row in rows]
    assert found == [("Jawa Tengah", 1, None), ("Kota Magelang", 1, None)]
    with pytest.raises(SourceError, match=r"it changes 99\.99, which regions\.csv does not list"):
        register_versions([_PROVINCE, _region()], [_change(code_new="99.99")])


def _alias(code, alias, difference="different_spelling_or_name"):
    return {"kemendagri_code": code, "alias": alias, "difference": difference, "document_id": "aliases"}


def test_a_spelling_is_usable_only_when_it_names_one_region_and_its_kind():
    other = "different_spelling_or_name"
    for code, alias, difference, kind, reason in (
        ("33.71", "KOTA MAGELANG", "case_or_prefix", "kota", None),
        ("34", "DI YOGYAKARTA", other, "provinsi", None),
        ("34", "DAERAH ISTIMEWA", other, "provinsi", "cut_short_ambiguous"),
        ("33.71", "MAGELANG", "AMBIGUOUS_needs_kind_or_level(33.08/33.71)", "unstated", "two_kinds"),
        ("15.71", "KOTA JAMBI L", "TRUNCATED_OR_WRONG", "kota", "cut_short"),
        ("63.02", "KOTABARU", other, "unstated", "kind_unstated"),
    ):
        (record,) = usable_aliases([_alias(code, alias, difference)])
        assert (record["alias_kind"], record["usable"], record["unusable_reason"]) == (kind, reason is None, reason)
        assert record["alias"] == alias
    same = [_alias("81.03", alias) for alias in ("KAB MALUKU TENGGARA BARAT", "KAB.  Maluku Tenggara-Barat")]
    assert [record["alias"] for record in usable_aliases(same)] == ["KAB MALUKU TENGGARA BARAT"]
