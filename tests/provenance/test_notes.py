"""Notes as C2SP writes them: the specification's own example opens, and nothing that was changed does."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.provenance import merkle
from app.provenance.notes import BadNote, Checkpoint, Signer, Verifier, opened, proof, read_proof

SIGNER = Signer("example.org/record", bytes(range(32)))
CHECKPOINT = Checkpoint("example.org/record", 3, merkle.leaf(b"root"))
NOTE = SIGNER.signed(CHECKPOINT.text)
# The example of the documentation of Go's package golang.org/x/mod/sumdb/note.
PETER = Verifier.of("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
SONG = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
    "pRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_that_another_implementation_signed_is_opened() -> None:
    assert PETER.opened(SONG).startswith("If you think cryptography")
    assert PETER.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_checkpoint_comes_back_from_its_note() -> None:
    assert opened(NOTE, SIGNER.verifier) == CHECKPOINT
    assert Verifier.of(SIGNER.verifier.text) == SIGNER.verifier


def test_further_signatures_and_lines_of_others_do_not_disturb() -> None:
    other = Signer.new("witness.example").signed(CHECKPOINT.text).rpartition("\n\n")[2]
    assert opened(NOTE + other, SIGNER.verifier) == CHECKPOINT
    longer = SIGNER.signed(CHECKPOINT.text + "an extension\n")
    assert opened(longer, SIGNER.verifier) == CHECKPOINT


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_a_note_with_one_character_changed_is_not_opened(place: int, letter: str) -> None:
    changed = NOTE[:place] + letter + NOTE[place + 1 :]
    if changed != NOTE:
        with pytest.raises(BadNote):
            opened(changed, SIGNER.verifier)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "a\n3\nb\n",
        NOTE.replace("\n\n", "\n"),
        NOTE.rstrip("\n"),
        NOTE.replace("\n", "\r\n"),
        Signer.new("example.org/record").signed(CHECKPOINT.text),
        SIGNER.signed("example.org/record\n03\n" + base64.b64encode(bytes(32)).decode() + "\n"),
        SIGNER.signed("example.org/record\n3\n" + base64.b64encode(bytes(31)).decode() + "\n"),
        SIGNER.signed("example.org/record\n3\n"),
        SIGNER.signed(Checkpoint("example.org/other", 3, bytes(32)).text),
    ],
)
def test_what_is_no_checkpoint_of_this_log_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        opened(note, SIGNER.verifier)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_would_break_the_format_gets_no_key(name: str) -> None:
    with pytest.raises(BadNote):
        Signer.new(name)


@pytest.mark.parametrize(
    "text", ["", "a", "a+00000000+AQ==", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
)
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Verifier.of(text)


@given(st.integers(0, 10**12), st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_a_proof_is_read_as_it_was_written(index: int, hashes: list[bytes]) -> None:
    assert read_proof(proof(index, hashes, NOTE)) == (index, hashes, NOTE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v1\nindex x\n\na",
        "c2sp.org/tlog-proof@v1\n7\n\na",
    ],
)
def test_a_text_that_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_proof(text)
