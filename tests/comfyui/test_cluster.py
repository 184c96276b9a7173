"""A sweep on a Ray cluster of two machines, which are processes here: one is killed in the middle.

DIFFULIZER_CLUSTER_RUNS says how many runs it draws (24).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from server_fixtures import real_host

from diffulizer import load_run
from diffulizer.comfyui.draw import HostOptions
from diffulizer.sweep.cluster import cluster_workers
from diffulizer.sweep.crew import Crew
from diffulizer.sweep.ledger import read_ledger
from diffulizer.sweep.study import parse_study
from diffulizer.sweep.sweep import Sweep

if not os.environ.get("DIFFULIZER_NIGHTLY"):
    pytest.skip("it takes minutes: python3 dev.py nightly", allow_module_level=True)
pytest.importorskip("ray", reason="ray is not installed: pip install diffulizer[sweep]")

RUNS = int(os.environ.get("DIFFULIZER_CLUSTER_RUNS", "24"))


@pytest.mark.filterwarnings("default")  # Ray's own
def test_a_machine_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    import ray
    from ray.cluster_utils import Cluster

    study = parse_study(
        {
            "prompts": ["a {red,blue} circle"],
            "seeds": f"1-{RUNS // 2}",
            "settings": {"num_steps": 8},
            "keep": "metrics",
        },
        tmp_path,
    )
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    machines = [cluster.add_node(num_cpus=1) for _ in range(2)]
    seen: list[Any] = []

    def kill(attempt: Any) -> None:
        seen.append(attempt)
        if len(seen) == RUNS // 2:
            cluster.remove_node(machines[0], allow_graceful=False)

    folder = tmp_path / "study"
    try:
        host = HostOptions(comfyui=str(real_host().comfyui), device="cpu")
        workers = cluster_workers(cluster.address, host, study, folder / "runs", 2)
        with Sweep(study, folder) as sweep, Crew(workers, study.retries) as crew:
            assert sweep.draw(sweep.pending, crew, kill) == 0
            assert sweep.pending == []
        ids = [item.id for item in sweep.items]
    finally:
        ray.shutdown()
        cluster.shutdown()
    assert sorted(path.stem for path in (folder / "runs").iterdir()) == sorted(ids)
    rows = read_ledger(folder / "ledger.jsonl")[0]
    assert Counter(row.run for row in rows if row.status == "done") == Counter(ids)
    assert all("The worker was lost" in row.reason for row in rows if row.status == "failed")
    made = {(run.prompt["text"], run.generator["seed"]) for run in map(load_run, (folder / "runs").iterdir())}
    assert len(made) == RUNS
