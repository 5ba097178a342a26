"""The software bill of materials of a lock file, as CycloneDX JSON: `make sbom`.

Made from the lock alone, so that the same lock gives the same bytes: no time, no serial number, no host.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

_ENTRY = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*(?:\n +.*)*)", re.MULTILINE)
_HASH = re.compile(r"sha256:(\w{64})")
_VIA = re.compile(r"^ +# (?: +|via )([a-z0-9][a-z0-9._-]*)", re.MULTILINE)


def bill(lock: str, project: dict[str, str]) -> Bom:
    """The bill of a lock.

    Args:
        lock: its text, as `uv pip compile --generate-hashes` writes it.
        project: the table `project` of pyproject.toml.
    """
    made = Bom()
    made.serial_number = None  # type: ignore[assignment]
    made.metadata.timestamp = None
    own = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION,
        bom_ref=project["name"], licenses=[DisjunctiveLicense(id=project["license"])],
    )  # fmt: skip
    made.metadata.component = own
    locked: dict[str, list[Component]] = defaultdict(list)  # one or, for several Pythons, several of a name
    needed_by: dict[str, set[str]] = defaultdict(set)
    for entry in _ENTRY.finditer(lock):
        name, version = entry["name"], entry["version"]
        component = Component(
            name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"{name}=={version}",
            purl=PackageURL("pypi", name=name, version=version),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sha) for sha in _HASH.findall(entry[0])],
        )  # fmt: skip
        locked[name].append(component)
        for by in _VIA.findall(entry["rest"]):
            needed_by[by].add(name)
    components = [component for of_name in locked.values() for component in of_name]
    made.components.update(components)
    for component in (own, *components):
        needed = [other.bom_ref for name in sorted(needed_by[component.name]) for other in locked[name]]
        made.dependencies.add(Dependency(component.bom_ref, map(Dependency, needed)))
    return made


def main() -> str | None:
    """Write the bill beside the lock. Returns what is wrong with it."""
    folder = Path(__file__).resolve().parent
    project = tomllib.loads((folder.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    output = JsonV1Dot6(bill((folder / "runtime.lock").read_text(encoding="utf-8"), project))
    text = output.output_as_string()
    if (problem := JsonStrictValidator(output.schema_version).validate_str(text)) is not None:
        return str(problem)
    (folder / "sbom.cdx.json").write_text(text + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
