"""The description of the routes as a page: plain HTML made from the OpenAPI document, no script in it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pullquote.ui.templates import environment

_TEMPLATES = environment(Path(__file__).with_name("templates"))


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a route; `default` is what stands for it when it is left out, or that it is required."""

    name: str
    type: str
    about: str
    default: str


@dataclass(frozen=True, slots=True)
class Route:
    """One route; `body` is the JSON of an example request, empty where it takes no body."""

    path: str
    method: str
    about: str
    arguments: tuple[Argument, ...]
    body: str = ""


def api_page(document: Mapping[str, Any]) -> str:
    """The page for an OpenAPI document."""
    routes = [
        _route(document, path, method.upper(), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return _TEMPLATES.get_template("rest_page.html").render(about=document["info"], routes=routes)


def _route(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Route:
    about = operation.get("description", "")
    if "requestBody" not in operation:
        given = operation.get("parameters", ())
        return Route(path, method, about, tuple(_argument(p["name"], p["schema"], p.get("required"), p) for p in given))
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
    needed, properties = schema.get("required", ()), schema["properties"]
    example = json.dumps({name: properties[name].get("examples", ["…"])[0] for name in needed})
    return Route(path, method, about, tuple(_argument(n, s, n in needed, s) for n, s in properties.items()), example)


def _argument(name: str, schema: Mapping[str, Any], required: bool | None, about: Mapping[str, Any]) -> Argument:
    default = "required" if required else f"default {json.dumps(schema.get('default', ''))}"
    return Argument(name, " or ".join(_types(schema)), about.get("description", ""), default)


def _types(schema: Mapping[str, Any]) -> Iterator[str]:
    for one in schema.get("anyOf", [schema]):
        if one.get("type") == "array":
            yield f"list of {' or '.join(_types(one['items']))}"
        else:
            yield str(one.get("type") or one.get("$ref", "object").rsplit("/", 1)[1])
