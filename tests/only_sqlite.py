"""The tests that are about SQLite itself, each with why; all others run on PostgreSQL as well."""

_FILE = "reads the bytes of the file"
_PLAN = "asserts SQLite's plan of a query"
_PRAGMA = "asks for SQLite's settings"
ONLY_SQLITE: dict[str, str] = {
    "tests/access/test_keys.py::test_only_a_digest_of_a_key_is_stored_anywhere": _FILE,
    "tests/api/test_clocks.py::test_an_index_serves_every_page_of_a_picture": _PLAN,
    "tests/api/test_plans.py": _PLAN,
    "tests/api/test_sorts.py::test_an_index_serves_each_sort_of_the_open_ones_from_any_page_on": _PLAN,
    "tests/test_writer.py::test_the_writer_s_connection_keeps_what_it_commits": _PRAGMA,
}


def sqlite_only(test: str) -> bool:
    """Whether a test, by its id, is listed: itself, its file, or what it is a case of."""
    path, _, name = test.partition("::")
    return path in ONLY_SQLITE or f"{path}::{name.partition('[')[0]}" in ONLY_SQLITE
