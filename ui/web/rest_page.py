"""The description of the routes as a page: plain HTML made from the OpenAPI document, no script in it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pullquote.ui.templates import environment

_TEMPLATES = environment(Path(__file__).with_name("templates"))


def api_page(document: Mapping[str, Any]) -> str:
    """The page for an OpenAPI document."""
    routes = [
        {"path": path, "method": method.upper(), "about": operation["description"], **_arguments(document, operation)}
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return _TEMPLATES.get_template("rest_page.html").render(about=document["info"], routes=routes)


def _arguments(document: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    """What a route takes, and the JSON of an example request, empty where it takes no body."""
    if "requestBody" not in operation:
        given = operation.get("parameters", ())
        return {"arguments": [_argument(p["name"], {**p["schema"], **p}, p["required"]) for p in given], "body": ""}
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
    properties, required = schema["properties"], schema["required"]
    example = {name: properties[name]["examples"][0] for name in required}
    arguments = [_argument(name, about, name in required) for name, about in properties.items()]
    return {"arguments": arguments, "body": json.dumps(example)}


def _argument(name: str, schema: Mapping[str, Any], required: bool) -> dict[str, str]:
    default = "required" if required else f"default {json.dumps(schema.get('default', ''))}"
    return {"name": name, "type": _type(schema), "about": schema.get("description", ""), "default": default}


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    return f"list of {_type(schema['items'])}" if schema["type"] == "array" else str(schema["type"])
