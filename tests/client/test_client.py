"""The client over a real server: every list to its end, every write once, every refusal as an exception."""

import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.claims.schemas import ClaimCreate, ClaimRead
from app.client import Client, ProblemError, Retries, Unreachable
from app.settings import ROOT
from tests.client.flaky import CUT, HALF, LOST, Fate, flaky
from tests.conftest import Databases, Server, Where, record_at

CLAIM: dict[str, Any] = {
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": "about 200 fighters",
    "valid": {"edtf": "2016-01"},
    "source": "alsouria-2016-01",
    "attribution": [{"agent": "katibat-al-nayrab", "role": "claimant"}],
}
QUICK = Retries(pause=0.001)
BY_TAMIMI = [{"agent": "aymenn-al-tamimi", "role": "claimant"}]


@pytest.fixture(scope="module")
def path(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Where]:
    """A database with the seeds, for all tests of this file."""
    with databases.copied("seeded", tmp_path_factory.mktemp("client")) as where:
        yield where


@pytest.fixture(scope="module")
def key(path: Where) -> str:
    """An editor's key."""
    with record_at(path) as record:
        return record.key("editor")


@pytest.fixture(scope="module")
def server(path: Where, key: str) -> Iterator[Server]:
    """A real server over it."""
    made = Server(path)
    yield made
    made.stop()


@pytest.fixture
def client(key: str, server: Server) -> Iterator[Client]:
    """A client with that key."""
    with Client(server.url, key, retries=QUICK) as made:
        yield made


def test_lists_come_to_their_end_across_pages(client: Client, server: Server) -> None:
    told = server.client.get("/v1/claims", params={"limit": 500}).json()["data"]
    assert [each.id for each in client.claims(limit=7)] == [each["id"] for each in told]
    assert all(isinstance(each, ClaimRead) for each in client.claims(limit=50))
    alive = list(client.claims(subject="liwa-al-baqir", status="live", limit=3))
    assert {each.subject.key for each in alive} == {"liwa-al-baqir"}
    assert len(alive) > 3


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (lambda client: client.entities(kind="person", limit=2), lambda each: each.kind == "person"),
        (lambda client: client.sources(limit=2), lambda each: each.title),
        (lambda client: client.predicates(limit=5), lambda each: each.value_type),
        (lambda client: client.rules(), lambda each: each.fires),
        (lambda client: client.claims_about("liwa-al-baqir"), lambda each: each.value.text),
        (lambda client: client.claims_in("tamimi-ldf-2016"), lambda each: each.source.key),
        (lambda client: client.timeline("liwa-al-baqir"), lambda each: each.valid.from_),
        (lambda client: client.positions("liwa-al-baqir", "killed_total"), lambda each: each.claims),
        (lambda client: client.attribution("ldf-strength-50000"), lambda each: each.role),
        (lambda client: client.claim_history("ldf-strength-50000"), lambda each: each.at),
        (lambda client: client.contradictions(sort="-severity", limit=2), lambda each: each.witness),
    ],
)
def test_every_list_gives_typed_objects(
    client: Client, read: Callable[[Client], Iterator[Any]], found: Callable[[Any], object]
) -> None:
    seen = list(read(client))
    assert seen
    assert all(found(each) for each in seen)


def test_one_object_is_read_by_id_or_key(client: Client) -> None:
    claim = client.claim("ldf-strength-50000")
    assert client.claim(claim.id) == claim
    assert claim.stance.wording == "an obvious exaggeration"
    assert client.entity(claim.subject.id).label == "Local Defence Forces"
    assert client.source("tamimi-ldf-2016").kind == "article"
    assert client.predicate("strength").unit
    assert client.rule("denial").title
    assert client.impact("tamimi-ldf-2016").documents >= 1


def test_what_is_written_is_answered_with_its_contradictions(client: Client) -> None:
    written = client.record(ClaimCreate.model_validate(CLAIM))
    (made,) = written.contradictions
    whole = client.contradiction(made.id)
    assert {each.id for each in whole.witness} == {each.id for each in made.witness}
    assert list(client.contradiction_positions(made.id))
    assert client.pairs(made.id)
    assert made.id in {each.id for each in client.claim_contradictions(written.claim.id)}
    decided = client.dispose(made.id, {"choice": "irreconcilable", "reasons": "Each has witnesses."})
    assert client.disposition(made.id) == decided
    assert client.assess(written.claim.id, {"stance": "disputes", "reasons": "Too few."}).stance == "disputes"
    assert [each.reasons for each in client.assessments(written.claim.id)] == ["Too few."]
    later = client.supersede(written.claim.id, CLAIM | {"value": "about 210 fighters"})
    assert later.claim.supersedes is not None
    assert later.claim.supersedes.id == written.claim.id
    retracted = client.retract(later.claim.id, {"reason": "entry_error", "text": "Of another brigade."})
    assert retracted.claim.status == "retracted"


def test_entities_sources_and_predicates_are_added_joined_and_parted(client: Client) -> None:
    client.add_entity({"key": "baqir-brigade", "kind": "armed_group", "label": "Baqir Brigade"})
    client.add_source({"key": "post", "kind": "social_media", "title": "A post"})
    added = client.add_predicate({"key": "wounded", "label": "wounded", "value_type": "quantity"})
    assert client.change_predicate("wounded", {**_sendable(added), "label": "the wounded"}).predicate.label
    judged = {"other": "baqir-brigade", "source": "post", "attribution": BY_TAMIMI, "reasons": "One name."}
    assert client.same_as("liwa-al-baqir", judged).entity.key == "liwa-al-baqir"
    assert client.entity("baqir-brigade").key == "liwa-al-baqir"
    assert len(list(client.judgements("liwa-al-baqir"))) == 1
    undo = {"other": "baqir-brigade", "reason": "entry_error", "text": "Another country."}
    assert len(client.undo_join("liwa-al-baqir", undo).retracted) == 1
    assert client.different_from("liwa-al-baqir", judged).claim.polarity == "denies"


def _sendable(read: Any) -> dict[str, Any]:
    told: dict[str, Any] = read.model_dump(mode="json", exclude={"id"}, exclude_unset=True)
    return told


def test_a_refusal_is_an_exception_that_says_the_fix(client: Client, server: Server) -> None:
    with pytest.raises(ProblemError) as refused:
        client.record(CLAIM | {"subject": "liwa-al-bakir"})
    assert (refused.value.status, refused.value.type) == (422, "/problems/unprocessable")
    assert refused.value.errors[0].pointer == "/subject"
    assert "liwa-al-baqir" in refused.value.detail
    with pytest.raises(ProblemError, match="404"):
        client.claim("../entities")
    with Client(server.url) as stranger, pytest.raises(ProblemError) as kept_out:
        stranger.record(CLAIM)
    assert kept_out.value.status == 401


def test_what_is_no_problem_document_is_a_refusal_all_the_same(server: Server) -> None:
    with flaky(server.url, (501, {})) as way, Client(way.address, retries=QUICK) as client:
        with pytest.raises(ProblemError) as refused:
            client.version()
        assert (refused.value.status, refused.value.type) == (501, "about:blank")
        assert len(way.seen) == 1


def claims(server: Server) -> set[str]:
    """The ids of all claims there are."""
    with Client(server.url) as client:
        return {each.id for each in client.claims(limit=500)}


BAD_NETWORKS: tuple[tuple[Fate, ...], ...] = (
    (LOST,),
    (CUT,),
    (HALF,),
    (CUT, HALF, LOST, CUT),
    ((503, {"retry-after": "0"}), CUT),
    ((429, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}), (502, {}), (504, {})),
    ((409, {"retry-after": "0"}), CUT),
)


@pytest.mark.parametrize("plan", BAD_NETWORKS, ids=str)
def test_a_read_outlives_a_bad_network(server: Server, plan: tuple[Fate, ...]) -> None:
    with flaky(server.url, *plan) as way, Client(way.address, retries=QUICK) as client:
        assert client.claim("ldf-strength-50000").key == "ldf-strength-50000"
        assert len(way.seen) == len(plan) + 1
        assert way.keys == {None}


@pytest.mark.parametrize("keyed", [True, False], ids=["with a key", "without a key"])
@pytest.mark.parametrize("plan", BAD_NETWORKS, ids=str)
def test_a_claim_sent_over_a_bad_network_is_recorded_once(
    server: Server, key: str, plan: tuple[Fate, ...], keyed: bool
) -> None:
    own = {"key": f"once-{uuid.uuid4()}"} if keyed else {}
    before = claims(server)
    with flaky(server.url, *plan) as way, Client(way.address, key, retries=QUICK) as client:
        written = client.record(CLAIM | own)
        assert len(way.seen) == len(plan) + 1
        (sent,) = way.keys
        assert sent is not None
        client.add_source({"kind": "article", "title": "Another"})
        assert len(way.keys) == 2
    assert claims(server) - before == {written.claim.id}


def test_after_the_last_retry_the_failure_is_told(server: Server) -> None:
    plan = [LOST] * 9
    with flaky(server.url, *plan) as way, Client(way.address, retries=Retries(2, 0.001)) as client:
        with pytest.raises(Unreachable, match="does not answer"):
            client.claim("ldf-strength-50000")
        assert len(way.seen) == 3
    with flaky(server.url, *[(503, {})] * 9) as way, Client(way.address, retries=Retries(2, 0.001)) as client:
        with pytest.raises(ProblemError) as refused:
            client.version()
        assert (refused.value.status, len(way.seen)) == (503, 3)
    with flaky(server.url, (503, {"retry-after": "3600"})) as way, Client(way.address) as client:
        with pytest.raises(ProblemError):
            client.version()
        assert len(way.seen) == 1


def test_what_is_refused_for_good_is_not_sent_again(server: Server) -> None:
    with flaky(server.url) as way, Client(way.address, retries=QUICK) as client:
        with pytest.raises(ProblemError):
            client.claim("nothing")
        assert len(way.seen) == 1


def test_the_client_brings_no_server_and_no_database() -> None:
    heavy = {"alembic", "app.db", "fastapi", "sqlalchemy", "uvicorn"}
    code = f"import sys, app.client; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
