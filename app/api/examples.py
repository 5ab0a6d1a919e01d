"""An example for every body and every answer of the interface, taken from the seeds and shortened.

The answers stand in examples.json as a server over the seeds gave them; a test reads each with its model.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.api.import_documents import ANSWER

_BY_NAYRAB = [{"agent": "katibat-al-nayrab", "role": "claimant"}]
_BY_TAMIMI = [{"agent": "aymenn-al-tamimi", "role": "claimant"}]

BODIES: Mapping[str, Mapping[str, Any]] = {
    "add_entity": {
        "an armed group with two names": {
            "key": "liwa-al-quds",
            "kind": "armed_group",
            "label": "Liwa al-Quds",
            "names": [
                {"text": "Jerusalem Brigade", "lang": "en", "script": "Latn", "kind": "translation"},
                {"text": "لواء القدس", "lang": "ar", "script": "Arab", "kind": "label"},
            ],
            "alignment": "pro-government",
        },
        "a second record of a group that is there": {
            "key": "baqir-brigade",
            "kind": "armed_group",
            "label": "Baqir Brigade",
        },
    },
    "change_entity": {
        "names, a description and a side": {
            "names": [
                {"text": "لواء الباقر", "lang": "ar", "script": "Arab", "kind": "label"},
                {"text": "Baqir Brigade", "lang": "en", "script": "Latn", "kind": "translation"},
            ],
            "description": "An armed group from the countryside south of Aleppo.",
            "alignment": "pro-government",
            "reason": "The English name stands in the group's own posts.",
        }
    },
    "change_source": {
        "an archived copy": {
            "archive_url": "https://web.archive.org/web/2016/https://example.org/baqir",
            "archived_at": "2016-05-03",
            "reason": "The page is gone.",
        }
    },
    "join_entities": {
        "one group under two names": {
            "key": "baqir-brigade-is-liwa-al-baqir",
            "other": "baqir-brigade",
            "source": "tamimi-ldf-2016",
            "attribution": _BY_TAMIMI,
            "reasons": "The article gives Baqir Brigade as the English of Liwa al-Baqir.",
        }
    },
    "part_entities": {
        "two groups with similar names": {
            "other": "liwa-al-quds",
            "source": "tamimi-ldf-2016",
            "attribution": _BY_TAMIMI,
            "reasons": "The one recruits from the al-Bekara clan, the other in the camp of Nayrab.",
            "stated": "2016-05",
        }
    },
    "undo_join": {
        "a slip of entry": {
            "other": "baqir-brigade",
            "reason": "entry_error",
            "text": "The record was of a brigade of that name in another country.",
        }
    },
    "add_source": {
        "a post of the brigade": {
            "key": "baqir-post-2016-04-02",
            "kind": "social_media",
            "title": "Liwa al-Baqir on the fighting at al-Eis",
            "authors": ["liwa-al-baqir"],
            "language": "ar",
            "published": "2016-04-02",
            "alignment": "pro-government",
        }
    },
    "record_claim": {
        "a figure that contradicts a stored one": {
            "subject": "liwa-al-baqir",
            "predicate": "strength",
            "value": {"text": "about 200 fighters"},
            "valid": {"edtf": "2016-01"},
            "source": "alsouria-2016-01",
            "attribution": _BY_NAYRAB,
            "stance": {"position": "neutral"},
        },
        "with a source and a claimant that it creates": {
            "key": "baqir-killed-260",
            "subject": "liwa-al-baqir",
            "predicate": "killed_total",
            "value": "more than 260",
            "valid": {"edtf": "2016-05-01"},
            "source": {
                "kind": "interview",
                "title": "A resident of Tarkan, by telephone",
                "published": "2016-05",
            },
            "attribution": [
                {
                    "agent": {"key": "tarkan-resident", "kind": "person", "label": "resident of Tarkan"},
                    "role": "claimant",
                }
            ],
            "modality": "probable",
            "basis": "told",
        },
    },
    "record_claims": {
        "two figures, of which the second corrects the first": [
            {
                "key": "baqir-killed-270",
                "subject": "liwa-al-baqir",
                "predicate": "killed_total",
                "value": "270",
                "valid": {"edtf": "2016-05-02"},
                "source": "tamimi-ldf-2016",
                "attribution": _BY_TAMIMI,
            },
            {
                "subject": "liwa-al-baqir",
                "predicate": "killed_total",
                "value": "about 280",
                "valid": {"edtf": "2016-05-02"},
                "source": "tamimi-ldf-2016",
                "attribution": _BY_TAMIMI,
                "supersedes": "baqir-killed-270",
            },
        ]
    },
    "supersede_claim": {
        "the claimant corrects himself": {
            "subject": "liwa-al-baqir",
            "predicate": "killed_total",
            "value": "more than 250",
            "valid": {"edtf": "2016-05-01"},
            "source": {
                "kind": "interview",
                "title": "The same resident, a week later",
                "published": "2016-05",
            },
            "attribution": [{"agent": "tarkan-resident", "role": "claimant"}],
            "basis": "told",
        }
    },
    "retract_claim": {
        "a slip of entry": {"reason": "entry_error", "text": "The figure belongs to another brigade."},
        "the claimant withdraws": {
            "reason": "withdrawn",
            "text": "He says he was misunderstood.",
            "source": "nayrab-rep-interview",
            "by": "nayrab-representative",
        },
    },
    "assess_claim": {
        "an analyst's judgement": {
            "by": "aymenn-al-tamimi",
            "stance": "supports",
            "wording": "corroborated to a certain extent",
            "credibility": 2,
            "likelihood": "likely",
            "confidence": "moderate",
            "reasons": "Names and pictures of the dead stand in the brigade's own posts.",
            "on": "2016-05",
            "source": "tamimi-ldf-2016",
        }
    },
    "dispose_contradiction": {
        "one position is accepted": {
            "choice": "one_accepted",
            "reasons": "The brigade lists its dead by name; the larger figure is an estimate from afar.",
            "position": "baqir-killed-246",
        },
        "both are true": {
            "choice": "both_true_time_differs",
            "reasons": "The larger figure counts the missing, who were declared dead only in April.",
        },
    },
    "change_predicate": {
        "a relation that goes one way": {
            "key": "named_after",
            "label": "namesake",
            "description": "The person, place or event that the subject takes its name from.",
            "value_type": "entity",
            "single": "yes",
            "temporality": "fixed",
            "asymmetric": True,
        }
    },
    "add_predicate": {
        "a new count": {
            "key": "wounded_total",
            "label": "total of wounded",
            "value_type": "quantity",
            "unit": "people",
            "single": "yes",
            "temporality": "cumulative",
        }
    },
}
"""Bodies by operation; each has a name that says what it shows."""

_CHANGE = {
    "seq": 148,
    "at": "2026-11-22T12:54:26.711223Z",
    "type": "claim.recorded",
    "object": {
        "id": "claim_2maaf30peekqqvdafypn84m91q",
        "url": "/v1/claims/claim_2maaf30peekqqvdafypn84m91q",
    },
    "revision": 1,
    "fields": {
        "key": "ldf-strength-50000",
        "subject": "entity_7t0dkd1nptcfqnqcs9ffp7hwkh",
        "predicate": "strength",
        "source": "source_79ftbq5rc8y9e6c73gsvpbevq3",
        "supersedes": None,
    },
}

_FEED = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>http://127.0.0.1:8000/v1/contradictions.atom</id>\
<title>Contradictions</title><updated>2026-11-22T12:54:26.711223Z</updated>\
<author><name>Counterclaim</name></author></feed>"""


@cache
def _told() -> dict[str, Any]:
    text = Path(__file__).with_name("examples.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def _listed(*data: Any, cursor: str | None = None) -> dict[str, Any]:
    return {"data": list(data), "next_cursor": cursor, "has_more": cursor is not None}


def _impact(told: dict[str, Any], ended: dict[str, Any]) -> dict[str, Any]:
    none: dict[str, Any] = {"count": 0, "data": [], "has_more": False}
    held = told["entity_positions"][0]
    claims = [{name: each[name] for name in ("id", "key")} for each in held["claims"]]
    lost = {"question": held["question"], "value": held["value"], "claims": claims}
    return {
        "source": {name: told["source"][name] for name in ("id", "key", "title")},
        "documents": 1,
        "claims": {"count": len(claims), "data": claims, "has_more": False},
        "returning": none,
        "contradictions": {
            "vanishing": {"count": 1, "data": [ended], "has_more": False},
            "appearing": none,
            "changing": none,
        },
        "positions": {"count": 1, "data": [lost], "has_more": False},
    }


def _history(op: str, shown: dict[str, Any], before: Any, after: Any) -> dict[str, Any]:
    """The history of an object that was added and then given another alignment."""
    plain = ("id", "recorded_at", "recorded_by", "same_as", "publisher", "authors", "derived_from")
    body = {name: value for name, value in shown.items() if name not in plain}
    added = {
        "version": 36,
        "type": f"{op}.added",
        "at": shown["recorded_at"],
        "by": shown["recorded_by"],
        "reason": None,
        "changed": {},
        "body": {**body, "alignment": before},
    }
    changed = {
        **added,
        "version": 158,
        "type": f"{op}.changed",
        "reason": "It says so itself.",
        "changed": {"alignment": {"from": before, "to": after}},
        "body": {**body, "alignment": after},
    }
    return _listed(added, changed)


def _batch(written: dict[str, Any]) -> dict[str, Any]:
    """A claim that was recorded, and one that was refused."""
    detail = "No entity has this id or key. Nearest: liwa-al-baqir."
    problem = {
        "type": "/problems/unprocessable",
        "title": "The body does not fit",
        "status": 422,
        "detail": detail,
        "errors": [{"pointer": "/subject", "detail": detail}],
        "instance": "urn:uuid:0b9dbf0a-7f0c-4a8e-8a55-6b5e0f6f2f55",
    }
    nothing: dict[str, Any] = {"claim": None, "contradictions": [], "created": []}
    return {
        "summary": {"new": 1, "unchanged": 0, "refused": 1},
        "data": [
            {"index": 0, "status": 201, **written, "problem": None},
            {"index": 1, "status": 422, **nothing, "problem": problem},
        ],
        "dry_run": False,
    }


def answers() -> dict[str, Any]:
    """What each operation answers, by its name."""
    told = _told()
    full = told["contradiction"]
    summary = {name: full[name] for name in list(full)[: list(full).index("witness") + 1]}
    url = f"/v1/contradictions/{summary['id']}"
    page_of_claims = _listed(told["claim"], cursor="WyJjbGFpbS5zZXEiLDE0OF0")
    return {
        "list_entities": _listed(told["entity"], cursor="WyJlbnRpdHkuc2VxIiwzNF0"),
        "add_entity": told["added_entity"],
        "get_entity": told["entity"],
        "change_entity": told["entity"],
        "entity_history": _history("entity", told["entity"], None, told["entity"]["alignment"]),
        "list_claims_about_entity": page_of_claims,
        "entity_timeline": _listed(told["claim"], cursor="WyJjbGFpbS5mcm9tX2xvIiw3MzYwNTUsMTQ4XQ"),
        "entity_positions": _listed(*told["entity_positions"]),
        "list_judgements": _listed(told["joined"]["claim"]),
        "join_entities": told["joined"],
        "part_entities": told["parted"],
        "undo_join": told["undone"],
        "search_everything": _listed(told["hit"]),
        "list_sources": _listed(told["source"], cursor="WyJzb3VyY2Uuc2VxIiw4N10"),
        "add_source": told["added_source"],
        "get_source": told["source"],
        "change_source": told["source"],
        "source_history": _history("source", told["source"], None, told["source"]["alignment"]),
        "list_claims_in_source": page_of_claims,
        "source_impact": _impact(told, summary),
        "list_claims": page_of_claims,
        "record_claim": told["written"],
        "record_claims": _batch(told["written"]),
        "get_claim": told["claim"],
        "retract_claim": told["retracted"],
        "supersede_claim": told["superseded"],
        "claim_attribution": _listed(*told["claim"]["attribution"]),
        "claim_history": _listed(*told["claim_history"]),
        "claim_contradictions": _listed(summary),
        "list_assessments": _listed(told["assessment"]),
        "assess_claim": told["assessment"],
        "import_rows": ANSWER,
        "list_predicates": _listed(told["predicate"], cursor="WyJwcmVkaWNhdGUuc2VxIiwyXQ"),
        "add_predicate": told["added_predicate"],
        "change_predicate": {"predicate": told["predicate"], "changed": [{**summary, "url": url}]},
        "get_predicate": told["predicate"],
        "list_rules": _listed(told["rule"]),
        "get_rule": told["rule"],
        "list_contradictions": _listed(summary),
        "get_contradiction": full,
        "contradiction_positions": _listed(*full["positions"]),
        "get_disposition": told["disposition"],
        "dispose_contradiction": told["disposition"],
        "contradiction_pairs": _listed(told["pair"]),
        "contradictions_feed": _FEED,
        "list_changes": {
            **_listed(_CHANGE, cursor="WyJldmVudC5zZXEiLDE0OF0"),
            "last_seq": _CHANGE["seq"],
        },
        "health_live": {"status": "live"},
        "health_ready": {"status": "ready", "migration": "b7d04e5a91c3"},
        "version": {"counterclaim": "0.1.0", "migration": "b7d04e5a91c3", "events": 157},
    }
