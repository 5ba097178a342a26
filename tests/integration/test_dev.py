"""`spbe dev` as a person starts it: the address, the graph, what a run may not be told, and its end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from socket import create_server

import psutil

from tests.commands import ROOT

_LAUNCH = """mutation Launch($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on RunConfigValidationInvalid { errors { message } } } }"""
_GRAPH = "{ assetNodes { assetKey { path } } }"


def _ask(address: str, query: str, **variables: object) -> dict[str, object]:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]


def test_it_says_where_it_is_shows_the_graph_launches_no_run_that_writes_elsewhere_and_ends_whole(tmp_path: Path):
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    data.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "dev", "--port", str(port)],
        cwd=ROOT, env={**os.environ, "SPBE_DATA": str(data)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    begun: list[psutil.Process] = []
    try:
        assert process.stdout is not None
        said = next(line for line in process.stdout if "The Dagster UI is at" in line)
        assert f"http://127.0.0.1:{port} " in said
        address = re.findall(r"http://\S+", said)[0]
        begun = psutil.Process(process.pid).children(recursive=True)
        assert len(begun) >= 3  # daemon, server of the definitions, and its worker
        nodes = _ask(address, _GRAPH)["assetNodes"]
        assert {"path": ["mart", "region_ranking"]} in [node["assetKey"] for node in nodes]
        for entry in ("data_dir", "sources_dir", "place"):
            of_job = {
                "repositoryName": "__repository__", "repositoryLocationName": "spbe", "pipelineName": "refresh",
            }  # fmt: skip
            config = {"resources": {"workspace": {"config": {entry: str(elsewhere)}}}}
            launched = _ask(address, _LAUNCH, params={"selector": of_job, "runConfigData": config})["launchRun"]
            assert launched["__typename"] == "RunConfigValidationInvalid"
            assert entry in launched["errors"][0]["message"]
        assert not elsewhere.exists()
        process.terminate()
        assert process.wait(60) == 0
        assert [one for one in begun if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    finally:
        for one in begun:
            if one.is_running():
                one.kill()
        process.kill()
        process.wait()
        process.stdout.close()
