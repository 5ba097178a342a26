"""Failed runs, told where operators look: a log file, and a webhook where one is set.

Belongs here: what is said of a failure, and where. Does not belong here: noticing it (sensors.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from pipelines.settings import Settings
from sources.network.errors import FetchError
from sources.network.webhook import post_json
from warehouse.publish import read_manifest

_LONGEST = 2000


def tell_failure(
    settings: Settings,
    *,
    at: datetime,
    job: str,
    run_id: str,
    message: str,
    steps: Mapping[str, str],
    tell: Callable[[str], object],
) -> None:
    """Append one line of JSON to ``failures.log`` in the data folder, and post the same to the webhook.

    A webhook that does not answer is told of and changes nothing else.
    """
    manifest = read_manifest(settings.current)
    entry = {
        "at": at.isoformat(timespec="seconds"),
        "job": job,
        "run_id": run_id,
        "message": message[:_LONGEST],
        "steps": {step: error[:_LONGEST] for step, error in steps.items()},
        "release_that_stands": manifest["release_id"] if manifest else None,
    }
    line = json.dumps(entry, ensure_ascii=False)
    with settings.failure_log.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
    if settings.webhook_url is None:
        return
    try:
        post_json(settings.webhook_url, entry)
    except FetchError as problem:
        tell(f"The webhook was not reached: {problem}")
