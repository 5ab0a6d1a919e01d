"""Freed memory goes back to the system."""

from pathlib import Path

from app.exchange.memory import give_back

PIECE, PIECES = 4000, 20_000  # bytes, as large as a page of SQLite's cache


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_memory_freed_between_what_is_still_used_is_given_back() -> None:
    pieces = [bytes(PIECE) for _ in range(PIECES)]
    kept = pieces[::20]
    del pieces
    before = resident()
    if give_back():  # there is no such call in other C libraries
        assert before - resident() > PIECE * PIECES / 4
    assert len(kept) == PIECES / 20
