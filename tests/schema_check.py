"""As much of JSON Schema as the program's own document uses."""

from collections.abc import Iterator
from typing import Any

KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
KNOWN = {"$ref", "type", "anyOf", "required", "properties", "additionalProperties", "items", "description"}


def wrong(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str = "") -> Iterator[str]:
    """Yield what of a value does not agree with a schema."""
    assert set(schema) <= KNOWN, f"unknown words: {set(schema) - KNOWN}"
    if not schema:
        return
    if "$ref" in schema:
        yield from wrong(value, document["$defs"][schema["$ref"].removeprefix("#/$defs/")], document, where)
        return
    if "anyOf" in schema:
        tried = [list(wrong(value, one, document, where)) for one in schema["anyOf"]]
        if all(tried):
            yield from min(tried, key=len)
        return
    kinds = schema.get("type", list(KINDS))
    if not any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{where}: {value!r} is no {kinds}"
    elif isinstance(value, dict):
        yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if inner is None:
                yield f"{where}.{name} is not in the schema"
            else:
                yield from wrong(item, inner, document, f"{where}.{name}")
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from wrong(item, schema["items"], document, f"{where}[{number}]")


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))
