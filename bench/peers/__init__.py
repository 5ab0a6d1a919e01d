"""What the program is measured against, each served by `python -m bench.peers NAME …` in the same way."""

PEERS = ("bare", "constant", "datasette", "textbook")
"""The names of the modules here; each has `build(*paths)`, which makes its ASGI app."""
