"""`counterclaim keys`: API keys for those who write over HTTP."""

from argparse import ArgumentParser, Namespace

from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, line, note, table


def create(given: Namespace) -> int:
    """Makes a key and prints it alone on stdout, so that a shell can keep it in a variable."""
    from app.access import keys
    from app.cli.opening import writing
    from app.provenance.log import now

    if given.role not in keys.ROLES:
        raise Failure(f"--role is one of {', '.join(keys.ROLES)}.", USAGE)
    with writing(given) as writer:
        made, secret = writer.call(lambda session: keys.create(session, given.role, given.label, now()))
    if given.json:
        document({"id": made, "key": secret, "role": given.role, "label": given.label})
    else:
        line(secret)
    note(f"{made}, role {given.role}. The key is shown this once: Authorization: Bearer KEY")
    return OK


def listing(given: Namespace) -> int:
    """Lists keys by id; the keys themselves are stored nowhere."""
    from app.access import keys
    from app.cli.opening import reading

    with reading(given) as session:
        found = keys.listing(session)
    if given.json:
        document({"data": found, "next_cursor": None, "has_more": False})
    elif found:
        columns = ("id", "role", "label", "created_at", "revoked_at")
        table(columns, [[each[name] for name in columns] for each in found], ("id", "role"))
    else:
        note("No keys. counterclaim keys create --role contributor makes one.")
    return OK


def revoke(given: Namespace) -> int:
    """Ends a key at once, also for a server that is running."""
    from app.access import keys
    from app.cli.opening import writing
    from app.provenance.log import now

    with writing(given) as writer:
        writer.call(lambda session: keys.revoke(session, given.id, now()))
    if given.json:
        document({"id": given.id, "revoked": True})
    else:
        line(f"{given.id} is revoked.")
    return OK


def _create_options(parser: ArgumentParser) -> None:
    parser.add_argument("--role", required=True, help="reader, contributor, editor or admin")
    parser.add_argument("--label", default="", metavar="TEXT", help="what the key is for")


def _revoke_options(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the key's id, as counterclaim keys list shows it")


COMMAND = Command(
    "keys",
    "Make, list and revoke API keys.",
    parts=(
        Command("create", "Make a key; it is printed this once.", create, _create_options),
        Command("list", "List keys by id, without the keys themselves.", listing),
        Command("revoke", "End a key.", revoke, _revoke_options),
    ),
)
