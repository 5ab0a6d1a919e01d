"""Signed notes, checkpoints and proofs in the formats of C2SP (https://c2sp.org: signed-note, tlog-*).

A checkpoint is a note of three lines: the log's origin, the size of the tree, its root. It is signed with
Ed25519 (RFC 8032) under the origin's name, so that any tool that reads these formats can check it.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY = 33  # bytes: the algorithm's and those of the public key
LINES = 4  # of a checkpoint: three, and nothing after the last newline
PROOF = "c2sp.org/tlog-proof@v1"
_NAME = re.compile(r"[^\s+\u0000-\u0020]{1,200}")
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """A note, key or checkpoint that is not in the format or not signed by the key; the text says why."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a log's key under its name."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is handed out: name+hash+key."""
        return f"{self.name}+{self.key_id.hex()}+{_encoded(ED25519 + self.public)}"

    @classmethod
    def of(cls, text: str) -> "Verifier":
        """The key in that text; BadNote when it is none."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _decoded(encoded)
        if not _NAME.fullmatch(name) or len(raw) != KEY or raw[:1] != ED25519:
            message = "A key is written name+hash+base64 and holds an Ed25519 key."
            raise BadNote(message)
        found = cls(name, raw[1:])
        if found.key_id.hex() != key_id:
            message = "The key's hash does not fit its name and key."
            raise BadNote(message)
        return found

    def opened(self, note: str) -> str:
        """The text of a note that this key signed; BadNote otherwise."""
        text, separator, signatures = note.rpartition("\n\n")
        if not separator or not signatures.endswith("\n") or "\r" in note:
            message = "The note has no signatures after a blank line."
            raise BadNote(message)
        text += "\n"
        for line in signatures.splitlines():
            found = _SIGNATURE.fullmatch(line)
            if found is None:
                message = "A line of signatures is not in the format."
                raise BadNote(message)
            raw = _decoded(found[2])
            if found[1] == self.name and raw[:4] == self.key_id:
                self._check(text, raw[4:])
                return text
        message = f"No signature is by {self.name}."
        raise BadNote(message)

    def _check(self, text: str, signature: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            message = f"The signature by {self.name} does not fit the text."
            raise BadNote(message) from None


@dataclass(frozen=True, slots=True)
class Signer:
    """A log's private key under its name; `seed` is the 32 bytes of RFC 8032."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> "Signer":
        """A fresh key; BadNote for a name with blanks or a plus."""
        if not _NAME.fullmatch(name):
            message = "A log's name has no blanks and no +, such as example.org/counterclaim."
            raise BadNote(message)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def signed(self, text: str) -> str:
        """The text, which ends with a newline, with the signature below it."""
        signature = self._key.sign(text.encode())
        return f"{text}\n— {self.name} {_encoded(self.verifier.key_id + signature)}\n"


class Checkpoint(NamedTuple):
    """What a tree was: its log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The body of the note."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"

    @classmethod
    def of(cls, text: str) -> "Checkpoint":
        """The checkpoint in the body of a note; BadNote when it is none."""
        lines = text.split("\n")
        if len(lines) < LINES or not all(lines[:-1]) or lines[-1] or not _NUMBER.fullmatch(lines[1]):
            message = "A checkpoint is the log's name, the size and the root, a line each."
            raise BadNote(message)
        root = _decoded(lines[2])
        if len(root) != hashlib.sha256().digest_size:
            message = "The root is not a SHA-256 hash."
            raise BadNote(message)
        return cls(lines[0], int(lines[1]), root)


def opened(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in a note signed by the key of its own log; BadNote otherwise."""
    found = Checkpoint.of(verifier.opened(note))
    if found.origin != verifier.name:
        message = f"The checkpoint is of another log than {verifier.name}."
        raise BadNote(message)
    return found


def proof(index: int, hashes: Iterable[bytes], note: str) -> str:
    """That an entry is in the log, in one text that can be checked offline."""
    return "\n".join([PROOF, f"index {index}", *map(_encoded, hashes), "", note])


def read_proof(text: str) -> tuple[int, Sequence[bytes], str]:
    """The index, the hashes and the signed checkpoint of a proof; BadNote when it is none."""
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines and len(lines) > 1 and lines[1].startswith("extra "):
        del lines[1]
    index = lines[1].removeprefix("index ") if len(lines) > 1 else ""
    if not separator or lines[0] != PROOF or not _NUMBER.fullmatch(index) or lines[1] == index:
        message = f"A proof begins with {PROOF} and the index, and ends with a checkpoint."
        raise BadNote(message)
    return int(index), [_decoded(line) for line in lines[2:]], note


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        message = "What should be base64 is not."
        raise BadNote(message) from None
    if _encoded(raw) != text:
        message = "What should be base64 is written in another way than its bytes are."
        raise BadNote(message)
    return raw
