"""The description of the routes as a page: plain HTML made from the OpenAPI document, no script in it."""

import json
from collections.abc import Mapping
from typing import Any

from pullquote.ui.html import escaped, tag

_STYLE = """
:root { color-scheme: light dark; } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto;
padding: 0 1rem; } code, pre { font-family: ui-monospace, monospace; } pre { overflow-x: auto; padding: .8rem; border:
1px solid #8886; border-radius: .4rem; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left;
vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid #8886; } section { margin: 2rem 0; }
"""


def api_page(document: Mapping[str, Any]) -> str:
    about = document["info"]
    routes = "".join(
        _route(document, path, method.upper(), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )
    head = tag("h1", escaped(f"{about['title']} {about['version']}")) + tag("p", escaped(about["description"]))
    more = "The same for programs: " + tag("a", "openapi.json", href="/openapi.json")
    more += ". A mistake comes back as status 400 and one line of text."
    title = tag("title", escaped(f"{about['title']}: the routes"))
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    body = tag("body", tag("main", head + tag("p", more) + routes))
    return f'<!doctype html><html lang="en">{tag("head", meta + title + f"<style>{_STYLE}</style>")}{body}</html>'


def _route(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> str:
    rows = [
        _row(p["name"], p["schema"], p.get("required", False), p.get("description", ""))
        for p in operation.get("parameters", ())
    ]
    example = ""
    if "requestBody" in operation:
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        needed = schema.get("required", ())
        rows += [_row(n, s, n in needed, s.get("description", "")) for n, s in schema["properties"].items()]
        body = json.dumps({name: schema["properties"][name].get("examples", ["…"])[0] for name in needed})
        command = f"curl -s -H 'Content-Type: application/json' -d '{body}' http://127.0.0.1:7860{path}"
        example = tag("pre", escaped(command))
    table = tag("table", "<tr><th>name</th><th>type</th><th>what</th></tr>" + "".join(rows)) if rows else ""
    heading = tag("h2", tag("code", escaped(f"{method} {path}")))
    return tag("section", heading + tag("p", escaped(operation.get("description", ""))) + table + example)


def _row(name: str, schema: Mapping[str, Any], required: bool, what: str) -> str:
    what = what or schema.get("description", "")
    default = "required" if required else f"default {json.dumps(schema.get('default', ''))}"
    cells = (tag("code", escaped(name)), escaped(_type(schema)), f"{escaped(what)} ({escaped(default)})")
    return tag("tr", "".join(tag("td", cell) for cell in cells))


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type") or schema.get("$ref", "object").rsplit("/", 1)[1])
