"""`counterclaim openapi`: the description of the HTTP interface."""

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from app.cli.command import OK, Command
from app.cli.output import document


def run(given: Namespace) -> int:
    """Prints what a server serves as /openapi.json, or docs/api.md, which is made of it."""
    from app.api.reference import markdown
    from app.main import create_app
    from app.settings import Settings

    app: Any = create_app(Settings())
    if given.markdown:
        sys.stdout.write(markdown(app.app.openapi()))
    else:
        document(app.app.openapi())
    return OK


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--markdown", action="store_true", help="as a page to read: docs/api.md")


COMMAND = Command(
    "openapi", "Print the OpenAPI document of the HTTP interface.", run, _options, database=False, json=False
)
