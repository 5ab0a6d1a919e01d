"""Ids that name their kind and give away nothing else.

TypeID 0.3 (https://github.com/jetify-com/typeid/tree/main/spec): a prefix, an underscore and 128 bits in
Crockford's base 32. The bits are random: a version 7 UUID would tell the millisecond of a contribution.
"""

import os
import re

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
KEY_PATTERN = r"[a-z0-9](?:[a-z0-9._-]{0,118}[a-z0-9])?"
_KEY = re.compile(KEY_PATTERN)
_ID = re.compile(r"[a-z]+_[0-9a-hjkmnp-tv-z]{26}")


def new_id(prefix: str) -> str:
    """A fresh id such as `claim_3zwq…`: 26 characters after the underscore, the first at most 7."""
    bits = int.from_bytes(os.urandom(16), "big")
    return prefix + "_" + "".join(_PAIRS[(bits >> shift) & 1023] for shift in range(120, -1, -10))


def is_key(text: str) -> bool:
    """Whether the text may be a client-chosen key: 1 to 120 of a-z 0-9 . _ -, no sign at the ends."""
    return _KEY.fullmatch(text) is not None


def is_id(text: object, prefix: str) -> bool:
    """Whether this is an id of that kind, such as `new_id` makes."""
    if not isinstance(text, str) or not looks_like_id(text):
        return False
    kind, bits = text.split("_")
    return kind == prefix and bits[0] <= "7"  # 128 bits


def looks_like_id(text: str) -> bool:
    """Whether the text has the form of the ids made here."""
    return _ID.fullmatch(text) is not None
