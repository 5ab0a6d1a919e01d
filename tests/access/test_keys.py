"""API keys: their form, what is stored of them, and who is let in."""

import re
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.access import keys
from app.access.keys import OPERATOR, ROLES, Account
from app.db import WriteSession
from app.errors import MissingKey, NotFound, WeakRole
from app.provenance.log import now
from tests.conftest import Record

LETTERS = string.ascii_letters + string.digits


def asking(record: Record, header: str | None) -> Account:
    return keys.account(record.reader, header)


def test_a_key_has_its_form_and_its_check_digits() -> None:
    secret = keys.new_secret()
    assert re.fullmatch(r"ck_live_[0-9A-Za-z]{32}[0-9A-Za-z]{6}", secret)
    body, check = secret[8:40], secret[40:]
    assert keys._check(body) == check


def test_keys_do_not_repeat() -> None:
    assert len({keys.new_secret() for _ in range(2000)}) == 2000


@settings(max_examples=50)
@given(st.integers(0, 31), st.sampled_from(LETTERS))
def test_one_wrong_character_never_fits_the_check_digits(place: int, letter: str) -> None:
    secret = keys.new_secret()
    body = secret[8:40]
    mistyped = body[:place] + letter + body[place + 1 :]
    assert (keys._check(mistyped) == secret[40:]) == (mistyped == body)


def test_two_characters_that_changed_places_never_fit_the_check_digits() -> None:
    body = keys.new_secret()[8:40]
    for place in range(31):
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        assert (keys._check(swapped) == keys._check(body)) == (swapped == body)


def test_only_a_digest_of_a_key_is_stored_anywhere(empty: Record) -> None:
    secret = empty.key()
    assert asking(empty, f"Bearer {secret}").role == "contributor"
    path = Path(empty.path)
    files = list(path.parent.glob(f"{path.name}*"))
    raw = b"".join(path.read_bytes() for path in files)
    assert secret[8:].encode() not in raw
    assert secret[8:40].encode() not in raw
    assert keys.digest(secret).encode() in raw  # control: what is stored is found so
    assert all("digest" not in row for row in keys.listing(empty.reader))


@pytest.mark.parametrize("role", ROLES)
def test_a_key_s_account_has_the_key_s_id_and_role(empty: Record, role: str) -> None:
    def create(session: WriteSession) -> tuple[str, str]:
        return keys.create(session, role, "a label", now())

    key_id, secret = empty.writer.call(create)
    assert asking(empty, f"Bearer {secret}") == Account(key_id, role)
    assert asking(empty, f"bearer   {secret} ") == Account(key_id, role)
    (row,) = keys.listing(empty.reader)
    assert (row["id"], row["role"], row["label"], row["revoked_at"]) == (key_id, role, "a label", None)


def wrong(secret: str) -> dict[str, str | None]:
    """Headers that let nobody in."""
    flipped = "A" if secret[20] != "A" else "B"
    unknown = keys.new_secret()
    return {
        "nothing": None,
        "empty": "",
        "no scheme": secret,
        "another scheme": f"Basic {secret}",
        "no key": "Bearer ",
        "another prefix": f"Bearer {secret.replace('live', 'test')}",
        "mistyped": f"Bearer {secret[:20]}{flipped}{secret[21:]}",
        "shortened": f"Bearer {secret[:-1]}",
        "lengthened": f"Bearer {secret}0",
        "prefix alone": "Bearer ck_live_",
        "not ASCII": f"Bearer {secret[:-1]}é",
        "unknown": f"Bearer {unknown}",
        "two keys": f"Bearer {secret} {secret}",
        "SQL": "Bearer ck_live_' OR 1=1 --",
    }


@pytest.mark.parametrize("case", sorted(wrong(keys.new_secret())))
def test_a_header_without_a_known_key_lets_nobody_in(empty: Record, case: str) -> None:
    secret = empty.key("admin")
    with pytest.raises(MissingKey) as refused:
        asking(empty, wrong(secret)[case])
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")
    assert secret[8:] not in refused.value.detail


def test_what_is_wrong_with_a_key_is_said(empty: Record) -> None:
    cases = wrong(empty.key())
    told: dict[str, Any] = {}
    for case in ("nothing", "another scheme", "mistyped", "unknown"):
        with pytest.raises(MissingKey) as refused:
            asking(empty, cases[case])
        told[case] = refused.value.detail
    assert "keys create" in told["nothing"]
    assert "Bearer ck_live_" in told["another scheme"]
    assert "mistyped" in told["mistyped"]
    assert "revoked" in told["unknown"]


def test_a_revoked_key_lets_nobody_in_from_that_moment(empty: Record) -> None:
    key_id, secret = empty.writer.call(lambda session: keys.create(session, "editor", "", now()))
    other = empty.key()
    assert asking(empty, f"Bearer {secret}").role == "editor"
    empty.writer.call(lambda session: keys.revoke(session, key_id, now()))
    with pytest.raises(MissingKey, match="revoked"):
        asking(empty, f"Bearer {secret}")
    assert asking(empty, f"Bearer {other}").role == "contributor"
    with pytest.raises(NotFound):
        empty.writer.call(lambda session: keys.revoke(session, key_id, now()))
    with pytest.raises(NotFound):
        empty.writer.call(lambda session: keys.revoke(session, "key_unknown", now()))
    assert keys.listing(empty.reader)[0]["revoked_at"]


@pytest.mark.parametrize("mine", ROLES)
@pytest.mark.parametrize("needed", ROLES)
def test_a_role_may_do_what_weaker_ones_may(mine: str, needed: str) -> None:
    account = Account("key_x", mine)
    if ROLES.index(mine) >= ROLES.index(needed):
        account.require(needed)
    else:
        with pytest.raises(WeakRole, match=needed):
            account.require(needed)


def test_whoever_holds_the_machine_may_do_everything() -> None:
    for role in ROLES:
        OPERATOR.require(role)
