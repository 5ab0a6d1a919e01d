"""What can be set from outside: every setting with its default and a sentence that says what it changes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class SettingProblem(ValueError):
    """A setting that cannot be used; the text names the variable and says what it takes."""


def _setting(default: str | int, env: str, says: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"env": env, "says": says, "choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; `from_environment` reads them, tests make them directly."""

    database: str = _setting(
        "data/counterclaim.db",
        "COUNTERCLAIM_DATABASE",
        "The record: a file's path (SQLite) or a SQLAlchemy URL (sqlite:///… or postgresql://…).",
    )
    host: str = _setting(
        "127.0.0.1", "COUNTERCLAIM_HOST", "The address to listen on; loopback unless you say otherwise."
    )
    port: int = _setting(8000, "PORT", "The port to listen on; 0 takes a free one and prints it.")
    max_body: int = _setting(
        1_000_000, "COUNTERCLAIM_MAX_BODY", "The largest request body in bytes; a larger one gets 413."
    )
    max_import: int = _setting(
        200_000_000, "COUNTERCLAIM_MAX_IMPORT", "The largest file in bytes that POST /v1/import takes."
    )
    writer_queue: int = _setting(
        2000, "COUNTERCLAIM_WRITER_QUEUE", "How many writes may wait; past that a write gets 503."
    )
    keep_answers: int = _setting(
        24,
        "COUNTERCLAIM_KEEP_ANSWERS",
        "For how many hours at least the answer to a write with an Idempotency-Key is kept.",
    )
    cors_origins: str = _setting(
        "none",
        "COUNTERCLAIM_CORS_ORIGINS",
        "Web pages of which origins may read here in a browser: none; * (all); or https://a.example, which "
        "may also write.",
    )
    log_level: str = _setting("info", "COUNTERCLAIM_LOG_LEVEL", "debug, info, warning or error.")
    log: str = _setting(
        "text",
        "COUNTERCLAIM_LOG",
        "text or json: how the log's lines are written, one a request, without paths, queries or addresses.",
        ("text", "json"),
    )
    metrics: str = _setting(
        "on",
        "COUNTERCLAIM_METRICS",
        "on or off: whether /metrics tells Prometheus counts and times; they name no one.",
        ("on", "off"),
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **given: Any) -> "Settings":
        """Settings from environment variables; what is `given` (and not None) wins.

        Raises SettingProblem for a value of the wrong kind.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = setting.metadata["env"]
            raw = given.get(setting.name)
            raw = environ.get(name) if raw is None else raw
            if raw is None or raw == "":
                continue
            values[setting.name] = _typed(name, raw, type(setting.default))
            choices = setting.metadata["choices"]
            if choices and values[setting.name] not in choices:
                raise SettingProblem(f"{name} is one of {', '.join(choices)}.")
        return cls(**values)

    @property
    def url(self) -> str:
        """The database as a SQLAlchemy URL; a plain path is a SQLite file."""
        if "://" not in self.database:
            return f"sqlite+pysqlite:///{Path(self.database).expanduser()}"
        scheme, rest = self.database.split("://", 1)
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg://{rest}"
        if scheme == "sqlite":
            return f"sqlite+pysqlite://{rest}"
        return self.database


def _typed(name: str, raw: object, kind: type) -> object:
    if kind is not int:
        return str(raw)
    try:
        number = int(str(raw))
    except ValueError:
        number = -1
    if number < 0:
        message = f"{name} takes a whole number, such as {8000 if name == 'PORT' else 1000}."
        raise SettingProblem(message)
    return number
