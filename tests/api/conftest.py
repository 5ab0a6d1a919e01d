"""One real server over the seeds a module, with a key of each role and an eye on its database."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app import rebuild
from app.provenance import log
from tests.conftest import Databases, Record, Server, record_at

ROLES = ("reader", "contributor", "editor", "admin")
CLAIM = {
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": {"text": "about 200 fighters"},
    "valid": {"edtf": "2016-01"},
    "source": "alsouria-2016-01",
    "attribution": [{"agent": "katibat-al-nayrab", "role": "claimant"}],
    "stance": {"position": "neutral"},
}
"""The body of the README's example."""

GETS = {
    "/v1/entities": "list_entities",
    "/v1/entities/liwa-al-baqir": "get_entity",
    "/v1/entities/liwa-al-baqir/history": "entity_history",
    "/v1/entities/liwa-al-baqir/claims": "list_claims_about_entity",
    "/v1/entities/liwa-al-baqir/timeline": "entity_timeline",
    "/v1/entities/liwa-al-baqir/positions?predicate=killed_total": "entity_positions",
    "/v1/entities/liwa-al-baqir/same-as": "list_judgements",
    "/v1/sources": "list_sources",
    "/v1/sources/tamimi-ldf-2016": "get_source",
    "/v1/sources/tamimi-ldf-2016/history": "source_history",
    "/v1/sources/tamimi-ldf-2016/claims": "list_claims_in_source",
    "/v1/sources/tamimi-ldf-2016/impact": "source_impact",
    "/v1/claims": "list_claims",
    "/v1/claims/ldf-strength-50000": "get_claim",
    "/v1/claims/ldf-strength-50000/attribution": "claim_attribution",
    "/v1/claims/ldf-strength-50000/history": "claim_history",
    "/v1/claims/ldf-strength-50000/contradictions": "claim_contradictions",
    "/v1/claims/ldf-strength-50000/assessments": "list_assessments",
    "/v1/search?q=baqir": "search_everything",
    "/v1/predicates": "list_predicates",
    "/v1/predicates/status": "get_predicate",
    "/v1/rules": "list_rules",
    "/v1/rules/order": "get_rule",
    "/v1/contradictions": "list_contradictions",
    "/v1/contradictions/{id}": "get_contradiction",
    "/v1/contradictions/{id}/disposition": "get_disposition",
    "/v1/contradictions/{id}/positions": "contradiction_positions",
    "/v1/contradictions/{id}/pairs": "contradiction_pairs",
    "/v1/changes": "list_changes",
    "/health/live": "health_live",
    "/health/ready": "health_ready",
    "/version": "version",
}
"""A request for every documented GET that answers JSON, and its operation."""

FILES = {
    "/v1/claims.csv": "export_claims",
    "/v1/entities.ndjson": "export_entities",
    "/v1/sources.xlsx": "export_sources",
    "/v1/predicates.csv?bom=1": "export_predicates",
    "/v1/contradictions.ndjson?status=any": "export_contradictions",
    "/v1/export/ndjson": "export_record",
    "/v1/export/xlsx": "export_record",
}
"""Requests for every documented GET that answers a file, and their operations."""

FEEDS = {"/v1/contradictions.atom": "contradictions_feed"}
"""The same for what is no JSON."""


class Site:
    """A server over the seeds; `state` reads its database past it."""

    def __init__(self, record: Record, server: Server, keys: dict[str, str]) -> None:
        self.record, self.server, self.keys = record, server, keys
        self.client = server.client

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, role: str = "contributor") -> httpx.Response:
        """A POST under a key of that role."""
        return self.client.post(path, json=body, headers=self.bearer(role))

    def put(self, path: str, body: Any, role: str = "contributor") -> httpx.Response:
        """A PUT under a key of that role."""
        return self.client.put(path, json=body, headers=self.bearer(role))

    def patch(
        self, path: str, body: Any, match: str | None = "*", role: str = "contributor"
    ) -> httpx.Response:
        """A PATCH under a key of that role, of the state that `match` names."""
        headers = self.bearer(role) | ({"If-Match": match} if match is not None else {})
        return self.client.patch(path, json=body, headers=headers)

    def bearer(self, role: str) -> dict[str, str]:
        """The Authorization header for that role."""
        return {"Authorization": f"Bearer {self.keys[role]}"}

    def state(self) -> tuple[int, dict[str, str]]:
        """The log's head and the digest of every record table."""
        with self.record.reader.snapshot() as session:
            return log.head(session), rebuild.digests(session)


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that the tests of one module share."""
    folder = tmp_path_factory.mktemp("site")
    with databases.copied("seeded", folder) as where, record_at(where) as record:
        keys = {role: record.key(role) for role in ROLES}
        keys["other contributor"] = record.key("contributor")
        server = Server(where)
        try:
            yield Site(record, server, keys)
        finally:
            server.stop()
