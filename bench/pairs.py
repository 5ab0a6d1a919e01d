"""Peers of detection: claims with values that do not meet, found by databases and by SHACL.

What they look for is what `value_disjoint` finds in strengths and dates of our synthetic records: two voices
on one question, the lower end of one above the upper end of the other, at times that meet.
"""

import csv
import importlib
import importlib.util
import threading
import time
from pathlib import Path
from typing import Any

from app.db import ReadSession
from bench import records
from bench.reading import TOP

PREDICATES = ("strength", "founded", "active_since")
_COLUMNS = ("seq", "question", "voice", "lo", "top", "from_lo", "to_hi")
_ASSERTED = (
    "current = 1 AND polarity = 'asserts' AND plain IS NOT NULL"
    " AND predicate IN ('strength', 'founded', 'active_since')"
)
_ALIKE = (
    "b.subject = a.subject AND b.predicate = a.predicate AND b.scope = a.scope AND b.unit = a.unit"
    " AND b.current = 1 AND b.polarity = 'asserts' AND b.voice <> a.voice"
    " AND b.from_lo <= a.to_hi AND a.from_lo <= b.to_hi"
)
_UPPER = TOP.replace("hard_hi", "b.hard_hi").replace("soft_hi", "b.soft_hi")
_A = _ASSERTED.replace("current", "a.current").replace("polarity", "a.polarity")
_A = _A.replace("plain", "a.plain").replace("predicate", "a.predicate")
_COUNTED = "SELECT count(*) FROM (SELECT DISTINCT a.subject, a.predicate, a.scope, a.unit FROM claim a"
EXISTS = (
    f"{_COUNTED} WHERE {_A} AND EXISTS"  # noqa: S608 — names from this module
    f" (SELECT 1 FROM claim b WHERE {_ALIKE} AND {_UPPER} < a.soft_lo))"
)
JOIN = f"{_COUNTED} JOIN claim b ON {_ALIKE} WHERE {_A} AND {_UPPER} < a.soft_lo)"
_SLIM = (
    "SELECT seq, subject || ' ' || predicate || ' ' || scope || ' ' || unit AS question, voice,"  # noqa: S608 — columns named in this module
    f" soft_lo AS lo, {TOP} AS top, from_lo, to_hi FROM claim WHERE {_ASSERTED}"
)
_DUCKDB = """
    SELECT count(DISTINCT a.question) FROM claims a JOIN claims b
    ON b.question = a.question AND b.voice <> a.voice AND b.top < a.lo
    AND b.from_lo <= a.to_hi AND a.from_lo <= b.to_hi
"""
_SHAPES = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix : <urn:claims#> .
    :Meeting a sh:NodeShape ; sh:targetClass :Claim ; sh:sparql [
        sh:message "Another voice's value lies below." ;
        sh:select '''
            SELECT $this WHERE {
                $this <urn:claims#question> ?question ; <urn:claims#voice> ?voice ; <urn:claims#lo> ?lo ;
                    <urn:claims#from_lo> ?from ; <urn:claims#to_hi> ?to .
                ?other <urn:claims#question> ?question ; <urn:claims#voice> ?another ; <urn:claims#top> ?top ;
                    <urn:claims#from_lo> ?since ; <urn:claims#to_hi> ?until .
                FILTER (?another != ?voice && ?top < ?lo && ?since <= ?to && ?from <= ?until)
            }'''
    ] .
"""


def installed(package: str) -> bool:
    """Whether a peer's package is there."""
    return importlib.util.find_spec(package) is not None


def sqlite(session: ReadSession, query: str, patience: float) -> int | None:
    """What a counting query finds; None when it was stopped after so many CPU seconds."""
    connection: Any = session.connection
    end = time.process_time() + patience
    connection.set_progress_handler(lambda: time.process_time() > end, 100_000)
    try:
        ((found,),) = records.fetched(session, query)
    except session.database.driver.OperationalError as problem:
        if "interrupted" not in str(problem):
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return int(found)


def in_duckdb(session: ReadSession, path: Path) -> Any:
    """A connection to a DuckDB with the same claims, in the columns it needs."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(records.fetched(session, _SLIM))
    connection = importlib.import_module("duckdb").connect()
    connection.execute(f"CREATE TABLE claims AS SELECT * FROM read_csv('{path}')")  # noqa: S608 — a path made here
    return connection


def duckdb(connection: Any, patience: float) -> int | None:
    """What DuckDB finds; None when it was stopped after so many seconds."""
    stopping = threading.Timer(patience, connection.interrupt)
    stopping.start()
    try:
        ((found,),) = connection.execute(_DUCKDB).fetchall()
    except importlib.import_module("duckdb").InterruptException:
        return None
    finally:
        stopping.cancel()
    return int(found)


def as_graph(session: ReadSession) -> Any:
    """The same claims as RDF."""
    rdflib = importlib.import_module("rdflib")
    space, graph = rdflib.Namespace("urn:claims#"), rdflib.Graph()
    for row in records.fetched(session, _SLIM):
        node = space[f"claim-{row[0]}"]
        graph.add((node, rdflib.RDF.type, space.Claim))
        for name, value in zip(_COLUMNS[1:], row[1:], strict=True):
            graph.add((node, space[name], rdflib.Literal(value)))
    return graph


def shacl(graph: Any) -> int:
    """How many questions have a claim that violates the shape."""
    rdflib, validate = importlib.import_module("rdflib"), importlib.import_module("pyshacl").validate
    shapes = rdflib.Graph().parse(data=_SHAPES, format="turtle")
    _, report, _ = validate(graph, shacl_graph=shapes, advanced=False)
    focus = rdflib.Namespace("http://www.w3.org/ns/shacl#").focusNode
    question = rdflib.Namespace("urn:claims#").question
    return len({graph.value(node, question) for node in report.objects(None, focus)})
