"""What a Prometheus server collects: counts and times by declared route, never by path, caller or content.

The registry is the app's own: the library's global one brings collectors of the process that not every
platform has, and would mix the apps of one process.
"""

from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from app import __version__
from app.migrate import head
from app.writer import BATCH

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SIZES = tuple(float(2**power) for power in range(BATCH.bit_length()))
_Answered = tuple[Callable[[], None], Callable[[float], None]]


class Metrics:
    """The measurements of one app; `answered` and `batch` are called where the things happen."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "counterclaim_requests",
            "Requests answered, by method, declared route and class of status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "counterclaim_request_seconds",
            "Seconds until a request was answered.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )
        queue = Gauge(
            "counterclaim_writer_queue_length", "Writes that wait for their turn.", registry=self.registry
        )
        queue.set_function(waiting)
        self.batch = Histogram(
            "counterclaim_writer_batch_size",
            "Writes that one commit took.",
            buckets=SIZES,
            registry=self.registry,
        ).observe
        self._open = Gauge(
            "counterclaim_contradictions_open", "Contradictions that are open.", registry=self.registry
        )
        build = Gauge(
            "counterclaim_build_info",
            "Versions of the program and of the schema it needs.",
            ("version", "migration"),
            registry=self.registry,
        )
        build.labels(__version__, head()).set(1)
        self._known: dict[tuple[str, str, int], _Answered] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts an answered request; 0 as status stands for none, as when the caller went away."""
        key = (method, route, status // 100)
        count, time = self._known.get(key) or self._added(*key)
        count()
        time(seconds)

    def _added(self, method: str, route: str, hundreds: int) -> _Answered:
        """The two to tell of such answers, looked up once: few routes are declared, and few methods known."""
        status = f"{hundreds}xx" if hundreds else "none"
        found = self._requests.labels(method, route, status).inc, self._seconds.labels(method, route).observe
        self._known[method, route, hundreds] = found
        return found

    def text(self, contradictions: int) -> bytes:
        """All of it as Prometheus reads it."""
        self._open.set(contradictions)
        return generate_latest(self.registry)
