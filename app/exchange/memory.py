"""Memory that was freed goes back to the system while a long import still runs."""

import ctypes
import sys
from functools import cache
from typing import Any


@cache
def _trim() -> Any:
    """The C library's `malloc_trim`, which glibc alone has."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> bool:
    """Gives back what is free between what is still used; whether the C library can do so.

    Pages of SQLite's cache and the rows of a batch lie mixed, so glibc by itself keeps some 0.25 KB a row.
    """
    trim = _trim()
    if trim is None:
        return False
    trim(0)
    return True
