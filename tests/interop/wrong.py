"""The control of the tests of the description: a server that does not do what it says."""

import sys
from typing import Any

from fastapi import Response
from fastapi.routing import APIRoute

from app.api import service


async def teapot() -> Response:
    """Answers a status that the description does not know."""
    return Response(b'{"status":"live"}', 418, media_type="application/json")


async def broken() -> Response:
    """Fails."""
    raise RuntimeError


def main() -> None:
    """The command line with both in it."""
    from app import cli

    answers: dict[str, Any] = {"/health/live": teapot, "/version": broken}
    for route in list(service.router.routes):
        if isinstance(route, APIRoute) and (answer := answers.get(route.path)):
            service.router.routes.remove(route)
            service.router.add_api_route(
                route.path, answer, name=route.name, response_model=route.response_model
            )
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
