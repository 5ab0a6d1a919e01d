"""A safe YAML loader that refuses a mapping with the same key twice, where others keep the last."""

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as Safe
else:
    Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(Safe):
    """The fastest safe loader at hand, strict about keys."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise yaml.constructor.ConstructorError(
                None, None, "the same key stands twice", node.value[place][0].start_mark
            )
    found: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return found


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
