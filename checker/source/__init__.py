"""What files say before anybody understands it: exact values from YAML, JSON or data, with a place for everything."""

from __future__ import annotations

from checker.source.data import read_data
from checker.source.json import read_json
from checker.source.text import MAX_BYTES, check_text, decode_text, read_text
from checker.source.tree import (
    MAX_DEPTH,
    MAX_NODES,
    ListNode,
    MappingNode,
    Node,
    ScalarNode,
    ScalarValue,
    Source,
)
from checker.source.yaml import read_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "ListNode",
    "MappingNode",
    "Node",
    "ScalarNode",
    "ScalarValue",
    "Source",
    "check_text",
    "decode_text",
    "read_data",
    "read_json",
    "read_text",
    "read_yaml",
]
