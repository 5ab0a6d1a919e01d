"""Routers: each with its whole path, because every router inside another is matched twice a request."""

from fastapi import APIRouter
from fastapi.routing import APIRoute


def operation_id(route: APIRoute) -> str:
    """The name of the route's function: readable, and unique by test."""
    return route.name


def router(tag: str, prefix: str = "") -> APIRouter:
    """A router of one tag below a prefix."""
    return APIRouter(prefix=prefix, tags=[tag], generate_unique_id_function=operation_id)
