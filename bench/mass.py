"""Large records, filled straight into the tables: the importer would take half an hour for a million claims.

Rows are copies of patterns that the importer wrote, under other subjects and voices; the log has an event
for each, a microsecond after the one before and without a body, so that such a record can be asked and
written to, not rebuilt.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from app.claims import service, summaries
from app.claims.voices import series
from app.contradictions import detect
from app.contradictions.candidates import Sifted, candidates
from app.db import WriteSession
from app.entities import service as entities
from app.provenance.log import TIMESTAMP
from app.writer import Writer
from bench import records
from bench.patterns import Patterns, Said

BATCH, SMALL = 10_000, 3
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
Columns = dict[str, Any]


class Mass:
    """A record of what is said of each subject, with the contradictions that it makes.

    On one subject no voice speaks twice.
    """

    def __init__(self, path: Path, patterns: Patterns, topics: Iterable[Sequence[Said]]) -> None:
        self.path, self.patterns = records.copied(patterns.record, path.name), patterns
        self.subjects, self.voices = 0, 40
        self.said: list[tuple[Said, int]] = []
        self._small: Said | None = None
        self._largest: Said | None = None
        for topic in topics:
            if self.subjects and len(topic) == SMALL and _plain(topic):
                self._small = self._small or topic[0]
            self._largest = self._largest or topic[0]
            self.said += [(said, self.subjects + place) for place, said in enumerate(topic)]
            self.subjects, self.voices = self.subjects + 1, max(self.voices, len(topic))
        # What is said of one subject comes in over the years.
        random.Random(len(self.said)).shuffle(self.said)
        ((last, at),) = records.execute(self.path, "SELECT max(seq), max(at) FROM event")
        self.first, self._begun = 1 + last, datetime.strptime(at, TIMESTAMP)  # noqa: DTZ007 — UTC, as the log has it
        self._fill()
        self._detect()

    def asked(self, *, largest: bool) -> tuple[str, int]:
        """The id of a subject whose strength nobody disputes, and the figure that all agree with."""
        said = self._largest if largest else self._small
        assert said is not None
        return self.subject(said.subject)[1], 100 * (5 + int(said.value.split()[1]))

    def subject(self, number: int) -> tuple[int, str]:
        """The sequence number and id of what claims are about."""
        return self._entity(number)

    def person(self, number: int) -> tuple[int, str]:
        """The same of what claims name as their value."""
        return self._entity(self.subjects + number)

    def voice(self, number: int) -> tuple[int, str]:
        """The same of who makes claims."""
        return self._entity(2 * self.subjects + 1 + number % self.voices)

    def _entity(self, place: int) -> tuple[int, str]:
        return self.first + place, f"entity_{place:026d}"

    @property
    def _entities(self) -> int:
        return 2 * self.subjects + 1 + self.voices

    def _fill(self) -> None:
        """Rows first, indexes after: one by one a row would be looked up in each of them."""
        session = records.database(self.path).writer()
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "temp_store = MEMORY"):
            session.plain(f"PRAGMA {pragma}")
        session.plain("BEGIN IMMEDIATE")
        indexes = records.fetched(session, _INDEXES)
        for name, _ in indexes:
            session.plain(f"DROP INDEX {name}")
        for table, rows in (
            ("event", self._events()),
            ("entity", self._named_entities()),
            ("claim", self._claims()),
            ("question", summaries.over(self._claims())),
            ("claim_link", self._links()),
        ):
            _insert(session, table, rows)
        for _, sql in indexes:
            session.plain(sql)
        session.plain("COMMIT")
        session.close()

    def _detect(self) -> None:
        """Writes the contradictions, as the writes of these claims would have done one by one."""
        with Writer(records.database(self.path)) as writer:
            writer.call(_settle)

    def _events(self) -> Iterator[Columns]:
        told: Columns = {"revision": 1, "actor": "benchmark", "body": "{}"}
        for place in range(self._entities):
            seq, entity_id = self._entity(place)
            yield told | {"seq": seq, "op": entities.ADDED, "object": entity_id} | self._written(seq)
        for seq, _, _ in self._numbered():
            object_id = f"claim_{seq:026d}"
            yield told | {"seq": seq, "op": service.RECORDED, "object": object_id} | self._written(seq)

    def _written(self, seq: int) -> Columns:
        return {"at": self.time(seq), "leaf": f"{seq:064x}"}

    def time(self, seq: int) -> str:
        """When the event of that number was written."""
        return (self._begun + timedelta(microseconds=1 + seq - self.first)).strftime(TIMESTAMP)

    def _named_entities(self) -> Iterator[Columns]:
        model = self.patterns.entity
        for place in range(self._entities):
            seq, entity_id = self._entity(place)
            yield model | {"seq": seq, "id": entity_id, "key": None, "label": f"Group {place}"}

    def _numbered(self) -> Iterator[tuple[int, Said, int]]:
        for place, (said, speaker) in enumerate(self.said):
            yield self.first + self._entities + place, said, speaker

    def _claims(self) -> Iterator[Columns]:
        for seq, said, speaker in self._numbered():
            row = self.patterns.row(said)
            subject, _ = self.subject(said.subject)
            agent, voice = self.voice(speaker)
            row |= {
                "seq": seq,
                "id": f"claim_{seq:026d}",
                "key": None,
                "subject": subject,
                "claimant": agent,
                "voice": voice,
                "polarity": "denies" if said.denies else "asserts",
                "contested": int(said.contested),
                "recorded_at": self.time(seq),
            }
            if said.names is not None:
                row |= self._naming(row, said.names)
            days = row["from_lo"], row["from_hi"], row["to_lo"], row["to_hi"]
            alike = voice, subject, row["predicate"], row["scope"], row["unit"], days, row["value"]
            yield row | {"series": series(*alike)}

    def _naming(self, row: Columns, names: int) -> Columns:
        of = self.subject if row["predicate"] == "part_of" else self.person
        seq, entity_id = of(names)
        value = row["value"].replace(row["choices"], entity_id)
        return {"value_entity": seq, "choices": entity_id, "value": value}

    def _links(self) -> Iterator[Columns]:
        for seq, said, speaker in self._numbered():
            link = {"claim": seq, "position": 0, "agent": self.voice(speaker)[0], "role": "claimant"}
            yield link | {"stance": None, "wording": None}
            if said.contested:
                carrier = {"position": 1, "agent": self.voice(speaker + 1)[0], "role": "reporter"}
                yield link | carrier | {"stance": "disputes", "wording": "exaggerated"}


def _plain(topic: Sequence[Said]) -> bool:
    """Whether it is a strength on which all agree, and for one of them it is no more than a range."""
    told = [said.value.split() for said in topic]
    return all(words[0] == "strength" and words[-1] != "3" for words in told) and any(
        words[-1] != "1" for words in told
    )


def _insert(session: WriteSession, table: str, rows: Iterator[Columns]) -> None:
    while batch := list(islice(rows, BATCH)):
        names = list(batch[0])
        quoted = ", ".join(f'"{name}"' for name in names)
        sql = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 — names from this module
        session.connection.cursor().executemany(sql, [[row[name] for name in names] for row in batch])


def _settle(session: WriteSession) -> None:
    world = Sifted(session)
    detect.settle(session, world, dict.fromkeys(candidates(world), frozenset()))
