"""A Ray cluster of two nodes on this machine: prints its address and its nodes' process ids, ends when its input ends."""

from __future__ import annotations

import json
import sys

from ray.cluster_utils import Cluster

NODE = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_dashboard": False}


def main() -> None:
    """One replica fits on each node. ``RAY_TMPDIR`` is the folder for its sockets and logs."""
    cluster = Cluster(head_node_args=NODE, initialize_head=True)
    cluster.add_node(**NODE)
    raylets = [each.process.pid for node in cluster.list_all_nodes() for each in node.all_processes["raylet"]]
    print(json.dumps({"address": cluster.address, "raylets": raylets}), flush=True)  # noqa: T201
    sys.stdin.read()
    cluster.shutdown()


if __name__ == "__main__":
    main()
