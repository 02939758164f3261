"""Metrics for Prometheus: requests, checks, changes; of all worker processes together."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one process; with a ``shared`` folder, of all the processes that share it.

    For those, ``PROMETHEUS_MULTIPROC_DIR`` names the folder before this module is imported.
    """

    def __init__(self, shared: str = "") -> None:
        self._shared = shared
        _bury_the_dead(shared)
        self._registry = CollectorRegistry()
        labels = ("method", "route")
        self.requests = Counter("checker_requests", "请求数", (*labels, "status"), registry=self._registry)
        self.seconds = Histogram(
            "checker_request_seconds", "请求用时(秒)", labels, buckets=_SECONDS, registry=self._registry
        )
        self.in_flight = Gauge(
            "checker_requests_in_flight", "正在办的请求", registry=self._registry, multiprocess_mode="livesum"
        )
        self.refusals = Counter("checker_refusals", "拒绝的请求,按原因", ("reason",), registry=self._registry)
        self.checks = Counter("checker_checks", "核对的申报,按结论", ("verdict",), registry=self._registry)
        self.changes = Counter("checker_changes", "记入台账的变动", ("route",), registry=self._registry)
        self.replays = Counter("checker_idempotent_replays", "重复请求,照原样答复", registry=self._registry)
        self.reloads = Counter(
            "checker_rulebook_reloads", "重新加载规则库,按结果", ("result",), registry=self._registry
        )

    def exposition(self) -> bytes:
        """The metrics as Prometheus reads them."""
        if not self._shared:
            return generate_latest(self._registry)
        everybody = CollectorRegistry()
        multiprocess.MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # has no annotations
        return generate_latest(everybody)


def _bury_the_dead(shared: str) -> None:
    """Forget what processes had under way that are no more."""
    for file in Path(shared).glob("gauge_live*.db") if shared else ():
        number = int(file.stem.rpartition("_")[2])
        if not Path(f"/proc/{number}").exists():
            multiprocess.mark_process_dead(number)  # type: ignore[no-untyped-call]  # has no annotations
