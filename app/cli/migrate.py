"""`counterclaim migrate`: bring the database to this program's schema."""

from argparse import Namespace
from typing import TYPE_CHECKING

from app.cli.command import OK, Command
from app.cli.output import document, line

if TYPE_CHECKING:
    from app.db import Database


def run(given: Namespace) -> int:
    """Migrates and says from where to where."""
    from app import migrate
    from app.cli.opening import name, opened

    with opened(given) as database:
        session = database.reader()
        try:
            before = migrate.current(session)
        finally:
            session.close()
        changed = upgrade(database)
    after = migrate.head()
    if given.json:
        document({"database": name(database), "from": before, "to": after, "changed": changed})
    elif not changed:
        line(f"{name(database)} is at {after} already; nothing to do.")
    else:
        line(f"{name(database)}: " + (f"{before} to {after}." if before else f"made the tables ({after})."))
    return OK


def upgrade(database: "Database") -> bool:
    """Migrates; a database of a newer version of this program is refused."""
    from app import migrate
    from app.cli.opening import require_known

    session = database.reader()
    try:
        require_known(session)
    finally:
        session.close()
    return migrate.upgrade(database)


COMMAND = Command(
    "migrate", "Bring the database to this program's schema, making it where there is none.", run
)
