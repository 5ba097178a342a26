"""Settings from the environment, read once, and the Dagster instance's folder. Loads neither Dagster nor DuckDB."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from assets.prints import CODE_FOLDERS, print_of_files
from sources.network.masking import SECRET_LENGTH, Mask, issued_parts
from warehouse.spec import DeclarationError

ROOT = Path(__file__).resolve().parent.parent
#: What Dagster calls this project's definitions, as in pyproject.toml.
CODE_LOCATION = "spbe"
#: The one address that is meant to be known.
_SITE_URL = "SPBE_SITE_URL"
_PUBLISH_TO = "SPBE_PUBLISH_TO"
_STORAGE_KEYS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
#: Of this one only the password is secret.
_POSTGRES_URL = "SPBE_POSTGRES_URL"


@dataclass(frozen=True)
class Settings:
    """Where things are.

    Args:
        data_dir: run-time state (``SPBE_DATA``, default ``data/`` beside the code).
        sources_dir: the source folders (``SPBE_SOURCES``, default ``sources/``).
        webhook_url: where failed runs are posted as JSON (``SPBE_WEBHOOK_URL``, default nowhere).
        site_url: where the site of the releases is read, with a slash at its end (``SPBE_SITE_URL``, default not
            known: its pages then name no address).
        publish_to: where releases are carried, as an address: ``file://...`` or ``s3://bucket/...``
            (``SPBE_PUBLISH_TO``, default nowhere).
        ui_hosts: names besides those of this machine under which the UI is asked for, where it stands behind a proxy
            (``SPBE_UI_HOSTS``, with blanks between them).
        memory: the most that DuckDB may use in a run (``SPBE_MEMORY``, default what DuckDB takes itself).
        postgres_url: the database in which Dagster keeps its history (``SPBE_POSTGRES_URL``, default SQLite files in
            the data folder).
        metrics_file: where the figures of each refresh are written for a monitoring system (``SPBE_METRICS``, default
            nowhere).
        spark_folder: where Spark makes the tables of SQL models, with ``SPBE_ENGINE=spark``: a folder or URI that it
            and this machine can open (``SPBE_SPARK_FOLDER``, default ``working/spark`` below the data folder); None
            where DuckDB makes them.
        portal_values: addresses and keys of portals that are issued to their users, by the name of the
            environment variable (all that begin with ``SPBE_`` and end with ``_URL`` or ``_KEY``).
    """

    data_dir: Path
    sources_dir: Path
    webhook_url: str | None = field(default=None, repr=False)
    site_url: str | None = None
    publish_to: str | None = None
    ui_hosts: tuple[str, ...] = ()
    memory: str | None = None
    postgres_url: str | None = field(default=None, repr=False)
    metrics_file: Path | None = None
    spark_folder: str | None = None
    portal_values: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def dagster_home(self) -> Path:
        """Dagster's own folder, below the data folder."""
        return self.data_dir / "dagster"

    @property
    def archive_dir(self) -> Path:
        """The archive of documents that have come in."""
        return self.data_dir / "archive"

    @property
    def inbox_dir(self) -> Path:
        """Where people drop files to be taken in."""
        return self.data_dir / "inbox"

    @property
    def failure_log(self) -> Path:
        """Where failed runs are reported, one line of JSON each."""
        return self.data_dir / "failures.log"

    @property
    def current(self) -> Path:
        """The symlink to the current release."""
        return self.data_dir / "current"

    @property
    def profiles_dir(self) -> Path:
        """The profiles of all regions, in a folder for each release."""
        return self.data_dir / "profiles"

    @property
    def database(self) -> Path:
        """The database of the current release."""
        return self.current / "spbe.duckdb"

    @property
    def mask(self) -> Mask:
        """What hides keys and issued addresses, the last thing before a text is shown, logged or kept."""
        known = {"SPBE_WEBHOOK_URL": self.webhook_url or "", _POSTGRES_URL: self.postgres_url or "", **_storage_keys()}
        return _mask_of({**self.portal_values, **known})

    def made_from(self) -> str:
        """A print of everything that a release is made from: equal print, equal release."""
        folders = [*(ROOT / name for name in CODE_FOLDERS), self.sources_dir, self.archive_dir / "documents"]
        return print_of_files(folders, str(self.site_url))


def read_settings() -> Settings:
    """The settings of this process."""
    data_dir = Path(os.environ.get("SPBE_DATA") or ROOT / "data").resolve()
    return Settings(
        data_dir=data_dir,
        sources_dir=Path(os.environ.get("SPBE_SOURCES") or ROOT / "sources").resolve(),
        webhook_url=os.environ.get("SPBE_WEBHOOK_URL") or None,
        site_url=_read_site_url(),
        publish_to=_read_publish_to(),
        ui_hosts=_read_ui_hosts(),
        memory=_read_memory(),
        postgres_url=_read_postgres_url(),
        metrics_file=Path(metrics).resolve() if (metrics := os.environ.get("SPBE_METRICS")) else None,
        spark_folder=_read_spark_folder(data_dir),
        portal_values=_read_portal_values(),
    )


def read_mask() -> Mask:
    """What hides the keys and issued addresses of this process, whatever else is wrong with its settings."""
    return _mask_of({**_read_portal_values(), **_storage_keys()})


def _read_portal_values() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if re.fullmatch(r"SPBE_[A-Z0-9_]+_(?:URL|KEY)", name) and value
    }


def _storage_keys() -> dict[str, str]:
    """What opens object storage; Arrow reads it from the environment itself."""
    return {name: os.environ[name] for name in _STORAGE_KEYS if os.environ.get(name)}


def _mask_of(values: Mapping[str, str]) -> Mask:
    issued = [url for name, url in values.items() if name.endswith("_URL") and name not in {_SITE_URL, _POSTGRES_URL}]
    secrets = [value.strip() for name, value in values.items() if name.endswith(("_KEY", "_TOKEN"))]
    if password := urlsplit(values.get(_POSTGRES_URL, "")).password:
        secrets += [password, unquote(password)]
    secrets += [part for url in issued for part in issued_parts(url)]
    return Mask(secret for secret in secrets if len(secret) >= SECRET_LENGTH)


def _read_site_url() -> str | None:
    """The address of the site's folder.

    Raises:
        DeclarationError: when it is no address of a folder on the web.
    """
    given = os.environ.get(_SITE_URL)
    if not given:
        return None
    parts = urlsplit(given)
    if parts.username is not None:
        raise DeclarationError(
            f"{_SITE_URL} carries a user name or password, which every page would show: take it out."
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise DeclarationError(
            f"SPBE_SITE_URL is {given!r}: give the address at which the folder `situs` of the current release is "
            "read, such as https://spbe.example.go.id/situs/, or leave it out."
        )
    return given.rstrip("/") + "/"


def _read_publish_to() -> str | None:
    """The address of the folder, or of the part of a bucket, to which releases are carried.

    Raises:
        DeclarationError: when it is none, or carries a key.
    """
    given = os.environ.get(_PUBLISH_TO)
    if not given:
        return None
    parts = urlsplit(given)
    if "@" in parts.netloc:
        raise DeclarationError(
            f"{_PUBLISH_TO} carries a key: take it out, and give it in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if (parts.scheme == "s3" and parts.netloc) or (parts.scheme == "file" and parts.path.startswith("/")):
        return given
    if not parts.scheme:
        return Path(given).resolve().as_uri()
    raise DeclarationError(
        f"{_PUBLISH_TO} is {given!r}: give a folder, or s3://bucket/folder; other storage was never tried."
    )


def _read_postgres_url() -> str | None:
    """The address of Dagster's database.

    Raises:
        DeclarationError: when it is none.
    """
    given = os.environ.get(_POSTGRES_URL)
    if not given:
        return None
    try:
        parts = urlsplit(given)
        is_whole = parts.scheme == "postgresql+psycopg2" and len(parts.path) > 1 and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:  # never repeated: it may hold a password
        raise DeclarationError(
            f"{_POSTGRES_URL} is no address of a PostgreSQL database: give one such as "
            "postgresql+psycopg2://spbe@/spbe?host=/run/postgresql, or leave it out."
        )
    return given


def _read_ui_hosts() -> tuple[str, ...]:
    """The names under which a proxy asks for the UI.

    Raises:
        DeclarationError: when one is no name: a pattern would let in what nobody has thought of.
    """
    names = tuple(os.environ.get("SPBE_UI_HOSTS", "").lower().split())
    for name in names:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", name):
            raise DeclarationError(
                f"SPBE_UI_HOSTS has {name!r}: give whole names without port, such as spbe.example.go.id, with blanks "
                "between them."
            )
    return names


def _read_memory() -> str | None:
    """The most that DuckDB may use in a run.

    Raises:
        DeclarationError: when it is no number of megabytes or gigabytes.
    """
    given = os.environ.get("SPBE_MEMORY")
    if not given:
        return None
    if not re.fullmatch(r"[1-9][0-9]*(MB|GB)", given):
        raise DeclarationError(f"SPBE_MEMORY is {given!r}: give whole megabytes or gigabytes, such as 800MB or 2GB.")
    return given


def _read_spark_folder(data_dir: Path) -> str | None:
    """Where Spark makes tables, if it does.

    Raises:
        DeclarationError: when another engine is named.
    """
    match os.environ.get("SPBE_ENGINE") or "duckdb":
        case "duckdb":
            return None
        case "spark":
            given = os.environ.get("SPBE_SPARK_FOLDER") or str(data_dir / "working" / "spark")
            return given if "://" in given else str(Path(given).resolve())
        case other:
            raise DeclarationError(f"SPBE_ENGINE is {other!r}: give duckdb, which is also meant without it, or spark.")


def prepare_dagster_home(settings: Settings) -> None:
    """Make the instance's folder from the project's dagster.yaml, and name it in DAGSTER_HOME.

    dagster.yaml keeps its storage under ``data/``; here that is the chosen data folder, as absolute paths,
    so that it does not matter from where Dagster is started. Where there is a database for its history,
    deploy/dagster-postgres.yaml takes the place of the files.

    Raises:
        DeclarationError: when the database cannot be spoken to, since the library for it is not installed.
    """
    config = yaml.safe_load((ROOT / "dagster.yaml").read_text(encoding="utf-8"))
    if settings.postgres_url:
        if find_spec("dagster_postgres") is None:
            raise DeclarationError(f"{_POSTGRES_URL} is set and dagster-postgres is not installed: `make postgres`.")
        config |= yaml.safe_load((ROOT / "deploy" / "dagster-postgres.yaml").read_text(encoding="utf-8"))
    home = settings.dagster_home
    for part in config.values():
        if "base_dir" in part.get("config", {}):
            part["config"]["base_dir"] = str(home / Path(part["config"]["base_dir"]).name)
    home.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_dump(config, sort_keys=False)
    file = home / "dagster.yaml"
    if not file.exists() or file.read_text(encoding="utf-8") != content:
        file.write_text(content, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"
    # What Dagster reports together (all that a run plans) it then stores together (pipelines/event_log.py).
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
