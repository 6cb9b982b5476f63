"""The server's figures in the text format of Prometheus: counts, times and levels, and no word of any question."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from pullquote.ui.web.observed import Asked, Event, Requested

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
TIMED = ("/api/ask", "/api/search", "/mcp")  # what waits in line and is then worked at
Levels = Mapping[tuple[str, ...], float]  # by the values of the labels


class Metrics:
    """One for a server. It is told of what is over, and asks for levels when it is asked for them."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # when each was first counted, of no use here
        kept = self._kept = CollectorRegistry()
        ProcessCollector(registry=kept)
        self._asked = Counter(
            "pullquote_questions", "Questions that were worked at, by what came of them", ["outcome"], registry=kept
        )
        self._at_work = Histogram(
            "pullquote_question_seconds",
            "Seconds at work on a question, without waiting",
            buckets=SECONDS,
            registry=kept,
        )
        self._requests = Counter(
            "pullquote_requests", "Requests that are over; status 0: gone before", ["route", "status"], registry=kept
        )
        self._took = Histogram(
            "pullquote_request_seconds",
            "Seconds of a request that asks, the wait in line included",
            ["route"],
            buckets=SECONDS,
            registry=kept,
        )
        self._refused = Counter(
            "pullquote_refused_requests", "Requests that were refused before they were read", ["reason"], registry=kept
        )
        self._restarts = Counter(
            "pullquote_worker_restarts", "Processes that ended by themselves, and are started again", registry=kept
        )

    def tell(self, event: Event) -> None:
        """Count it."""
        if isinstance(event, Asked):
            self._asked.labels(event.outcome).inc()
            self._at_work.observe(event.seconds)
        elif isinstance(event, Requested):
            self._requests.labels(event.route, str(event.status)).inc()
            if event.route in TIMED:
                self._took.labels(event.route).observe(event.seconds)
            if event.refused:
                self._refused.labels(event.refused).inc()
        else:
            self._restarts.inc()

    def level(self, name: str, about: str, labels: Iterable[str], read: Callable[[], Levels]) -> None:
        """Also show what `read` gives at that moment."""
        self._kept.register(_Level(name, about, tuple(labels), read))

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self._kept)


class _Level:
    """A figure that goes up and down, read when it is asked for."""

    def __init__(self, name: str, about: str, labels: tuple[str, ...], read: Callable[[], Levels]) -> None:
        self._name, self._about, self._labels, self._read = name, about, labels, read

    def collect(self) -> Iterable[Metric]:
        """As the registry asks for it."""
        found = GaugeMetricFamily(self._name, self._about, labels=self._labels)
        for values, level in self._read().items():
            found.add_metric(values, level)
        return [found]


def memory(pid: int | str) -> dict[str, float]:
    """Bytes that a process holds: its own, and those of files that it shares with others who map them. Empty where the
    system does not say (it is Linux that does)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    kinds = {"RssAnon:": "own", "RssFile:": "files", "RssShmem:": "shared"}
    words = [line.split() for line in lines]
    return {kinds[one[0]]: float(one[1]) * 1024 for one in words if one and one[0] in kinds}


def mount_metrics(app: FastAPI, metrics: Metrics) -> None:
    """Put the route on an application."""

    @app.get("/api/metrics", summary="Figures for Prometheus", response_class=Response)
    def figures() -> Response:
        """Questions, times, refusals, the queue and memory, in the text format of Prometheus; no question."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
