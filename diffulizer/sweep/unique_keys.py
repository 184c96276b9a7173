"""Reading of YAML in which each key stands once: PyYAML takes the last of two without a word."""

from __future__ import annotations

from typing import Any

import yaml


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # an optional package, which is not typed here
    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"the key {key.value} is there twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def loaded(text: str) -> Any:
    """Return the content of a text in YAML. Raises: yaml.YAMLError; a key that is there twice is such an error too."""
    return yaml.load(text, _Loader)
