"""What the benchmarks share: sizes, the record, and the servers over it, each made when first asked for."""

import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.db import ReadSession
from bench import records
from bench.counting import Counting
from bench.figures import OURS, Goal, Round
from bench.mass import Mass
from bench.patterns import Patterns, Said, one_question, zipf
from bench.servers import Server, ours, peer

CONSTANT, DATASETTE, TEXTBOOK = "FastAPI constant", "Datasette", "textbook SQLModel"
_FILL = """
    INSERT INTO entity (id, key, label) SELECT seq, key, label FROM record.entity;
    INSERT INTO source (id, key, title, published) SELECT seq, key, title, published FROM record.source;
    INSERT INTO claim (id, key, subject_id, source_id, predicate, polarity, scope, value, valid_edtf,
                       citation, modality, basis, stated, status, recorded_at)
    SELECT seq, key, subject, source, predicate, polarity, scope, value, valid_edtf,
           citation, modality, basis, stated, status, recorded_at FROM record.claim;
    INSERT INTO link (claim_id, agent_id, role, mode, on_edtf, stance, wording)
    SELECT claim, agent, role, mode, on_edtf, stance, wording FROM record.claim_link
    ORDER BY claim, position
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    `masses` are the claims of large records, each ten times the one before, `question` those on a single
    question, `shapes` those that SHACL is given, `patience` the CPU seconds after which a peer is stopped.
    """

    claims: int
    imported: int
    rounds: int
    gets: int
    lists: int
    posts: int
    masses: tuple[int, ...]
    question: int
    shapes: int
    patience: float

    @property
    def forces(self) -> int:
        """Entities the claims are about, a constant share: questions are as large in every run."""
        return self.claims // 4


# A short run is to end within 90 seconds on two cores.
SIZES: Mapping[str, Size] = {
    "short": Size(
        claims=2_000,
        imported=300,
        rounds=3,
        gets=400,
        lists=30,
        posts=192,
        masses=(500, 5_000),
        question=5_000,
        shapes=300,
        patience=5,
    ),
    "full": Size(
        claims=10_000,
        imported=3_000,
        rounds=5,
        gets=2_000,
        lists=100,
        posts=800,
        masses=(10_000, 100_000, 1_000_000),
        question=100_000,
        shapes=1_000,
        patience=150,
    ),
}


class Scene:
    """One run: `say` tells the person what is being prepared."""

    def __init__(self, size: Size, folder: Path, say: Callable[[str], None]) -> None:
        self.size = size
        self.folder = folder
        self.say = say
        self.running = ExitStack()
        self._masses: dict[str, Mass] = {}

    @cached_property
    def base(self) -> Path:
        """A record with the seeds and the background of synthetic claims."""
        path = self.folder / "base.db"
        records.make_base(path, self.size.forces)
        return path

    @cached_property
    def record(self) -> Path:
        """A record with all the claims, which no server has open."""
        self.say(f"preparing a record of {self.size.claims:,} claims")
        path = records.copied(self.base, "record.db")
        listed = self.folder / "claims.jsonl"
        bodies = records.claims(self.size.claims, self.size.forces, "read")
        records.bring(path, records.write_lines(listed, bodies))
        return path

    @cached_property
    def patterns(self) -> Patterns:
        """What large records are made of."""
        return Patterns(self.folder / "patterns.db")

    def mass(self, claims: int) -> Mass:
        """A record of so many claims, on few large and many small questions."""
        return self._mass(f"mass-{claims}.db", claims, zipf(claims))

    def single(self, claims: int) -> Mass:
        """A record of one question with so many claims."""
        return self._mass(f"single-{claims}.db", claims, one_question(claims))

    def _mass(self, name: str, claims: int, topics: Iterable[Sequence[Said]]) -> Mass:
        if name not in self._masses:
            self.say(f"filling a record with {claims:,} claims")
            self._masses[name] = Mass(self.folder / name, self.patterns, topics)
        return self._masses[name]

    def reader(self, mass: Mass) -> ReadSession:
        """A session that reads a large record until the end of the run."""
        session = records.database(mass.path).reader()
        self.running.callback(session.close)
        return session

    def counting(self, mass: Mass) -> Counting:
        """A session that writes to a large record until the end of the run."""
        session = Counting(records.database(mass.path).writer())
        self.running.callback(session.close)
        return session

    @cached_property
    def key(self) -> str:
        """A key that writes, for the record that is served."""
        return records.new_key(self._served)

    @cached_property
    def _served(self) -> Path:
        return records.copied(self.record, "served.db")

    @cached_property
    def servers(self) -> Mapping[str, Server]:
        """Ours and the three peers over the same claims."""
        assert self.key  # written before the server takes the file
        self.say("starting the servers")
        textbook = self.folder / "textbook.db"
        made = {
            OURS: self.start(OURS, *ours(self._served)),
            DATASETTE: self.start(DATASETTE, *peer("datasette", records.copied(self.record, "copy.db"))),
            TEXTBOOK: self.start(TEXTBOOK, *peer("textbook", textbook)),
        }
        self._fill(textbook)
        document = self.folder / "claim.json"
        document.write_bytes(self.fetch(made[OURS], "/v1/claims/read-0"))
        return made | {CONSTANT: self.start(CONSTANT, *peer("constant", document))}

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> Server:
        """A server that runs until the end of the run."""
        return self.running.enter_context(Server(command, environment, self.folder / f"{name}.log"))

    def fetch(self, server: Server, path: str) -> bytes:
        """The body of one answer, which must be 200."""
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=30) as answer:
            body: bytes = answer.read()
        return body

    def _fill(self, textbook: Path) -> None:
        attach = f"ATTACH '{self.record}' AS record"
        records.execute(textbook, attach, "BEGIN IMMEDIATE", *_FILL.split(";"), "COMMIT")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark: one turn of everybody as often as there are rounds, and the goals it is held to.

    `prepare` makes the function that measures one round; rounds take turns, so that a busy moment
    of the machine meets everybody.
    """

    name: str
    title: str
    prepare: Callable[[Scene], Callable[[int], Round]]
    goals: tuple[Goal, ...]
