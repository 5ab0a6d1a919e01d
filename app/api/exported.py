"""How exports are described: an example of each media type, which no schema of an answer can give."""

import json
from typing import Any

from app.exchange.export import FORMATS

TAG = "exports"
_CLAIM = {
    "type": "claim",
    "id": "claim_76ehstctg0j76gy55bpkyzn9ss",
    "key": "baqir-founded-2015",
    "subject": "liwa-al-baqir",
    "predicate": "founded",
    "value": {"text": "2015", "edtf": "2015"},
    "polarity": "asserts",
    "source": "tamimi-ldf-2016",
    "attribution": [
        {"agent": "alsouria", "role": "claimant", "source": "alsouria-2016-01", "on": "2016-01"},
        {"agent": "aymenn-al-tamimi", "role": "translator", "stance": "neutral"},
    ],
    "modality": "certain",
    "basis": "unknown",
    "stated": "2016-01",
    "status": "live",
}
_ROWS = (
    "ref,id,key,kind,label",
    "liwa-al-baqir,entity_1ypvmgkx8a8mdrjyev8ax6ayqh,liwa-al-baqir,armed_group,Liwa al-Baqir",
)
_BINARY = ("A file; its first bytes are shown.", "PK\x03\x04")
_EXAMPLES = {
    FORMATS["ndjson"].media_type: ("An object a line.", json.dumps(_CLAIM) + "\n"),
    FORMATS["csv"].media_type: (
        "The header, then a row a line; quotes and line ends as RFC 4180 has them.",
        "\r\n".join((*_ROWS, "")),
    ),
}


def complete(name: str, success: dict[str, Any]) -> None:
    """Adds to a described export what its files look like and what they are called."""
    success["description"] = "The file." if name == "export_record" else "The list as a file."
    success["headers"]["Content-Disposition"] = {"$ref": "#/components/headers/Content-Disposition"}
    for media_type, media in success["content"].items():
        summary, value = _EXAMPLES.get(media_type, _BINARY)
        media["examples"] = {"shortened": {"summary": summary, "value": value}}
