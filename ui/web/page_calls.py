"""What a page sends for an event: looked at before Gradio does, which would print a traceback and tell paths."""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError

_SESSION = re.compile(r"[A-Za-z0-9_-]{8,80}")
_UPLOADED = re.compile(r"[0-9a-f]{64}/[^/\0]+")  # of the folder for uploads

JOIN = "/gradio_api/queue/join"
_OF_CALL = ("data", "session_hash")
_OF_EVENT = (*_OF_CALL, "fn_index", "event_data", "trigger_id")


@dataclass(frozen=True, slots=True)
class InLine:
    """The events of a page that wait: how many there are, and for how many seconds one more would."""

    waiting: Callable[[], int]
    seconds: Callable[[], float]


EMPTY = InLine(lambda: 0, lambda: 0.0)


def _asks(event: Mapping[str, Any]) -> bool:
    return event["api_name"] in ("ask", "search") or "ask" in [what for _, what in event.get("targets", ())]


def _is_files(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_file, value))


def _is_file(value: Any) -> bool:
    path = value.get("path") if isinstance(value, Mapping) else None
    return isinstance(path, str) and bool(_UPLOADED.fullmatch(path)) and not path.endswith(("/.", "/.."))


class PageCalls:
    """The events of a page by number and name; `folder` is where Gradio puts uploads. Answers name files by their place
    in it, as only this server need know where it lies."""

    def __init__(
        self,
        config: Mapping[str, Any],
        folder: Path,
        waited_for: Mapping[str, object] = {},  # never changed here
        events: Mapping[str, Container[str]] = {},
        line: InLine = EMPTY,
    ) -> None:
        """`config` is the page's as Gradio gives it, `waited_for` has the sessions with events not answered yet,
        `events` the ids of these by session."""
        self.waited_for, self._events, self.line = waited_for, events, line
        kinds = {component["id"]: component["type"] for component in config["components"]}
        self._inputs = {one["id"]: [kinds.get(id, "") for id in one["inputs"]] for one in config["dependencies"]}
        self._numbers = {one["api_name"]: one["id"] for one in config["dependencies"]}
        self._asking = {one["id"] for one in config["dependencies"] if _asks(one)}
        self._folder = folder

    def checked(self, path: str, call: Any) -> dict[str, Any]:
        """The call as Gradio gets it. Raises BadInputError for one that the page never makes."""
        if not isinstance(call, dict):
            raise BadInputError("the body is no object; needed: one with data")
        session = call.get("session_hash")
        if session is not None and not (isinstance(session, str) and _SESSION.fullmatch(session)):
            raise BadInputError("session_hash is no name of a session; needed: 8 to 80 letters, digits, - or _")
        if path == JOIN and session is None:
            raise BadInputError("no session; open the page")
        number = call.get("fn_index") if path == JOIN else self._number(path)
        if not isinstance(number, int) or isinstance(number, bool) or number not in self._inputs:
            raise BadInputError("there is no such event")
        data, event = call.get("data"), call.get("event_data")
        kinds = self._inputs[number]
        if not isinstance(data, list) or len(data) != len(kinds):
            raise BadInputError(f"data is no list of {len(kinds)} values")
        if event is not None and not isinstance(event, dict):
            raise BadInputError("event_data is no object")
        for at, (kind, value) in enumerate(zip(kinds, data, strict=True)):
            if kind == "file" and value is not None and not _is_files(value):
                raise BadInputError(f"value {at} of the event is none of a file")
        if not isinstance(call.get("trigger_id"), int | None):
            raise BadInputError("trigger_id is no number")
        # Nothing else: for what it is not asked by name Gradio would take another event than the one looked at here.
        known = _OF_EVENT if path == JOIN else _OF_CALL
        placed = [self._placed(kind, value) for kind, value in zip(kinds, data, strict=True)]
        return {**{name: call[name] for name in known if name in call}, "data": placed}

    def asks(self, path: str, call: Mapping[str, Any]) -> bool:
        """Whether a call that was checked asks a question, and does not only show or change what is on a page."""
        return (call.get("fn_index") if path == JOIN else self._number(path)) in self._asking

    def is_over(self, call: str) -> bool:
        """Whether what comes of a call, `NAME/ID`, cannot be waited for: Gradio would print a traceback."""
        return not any(call.rpartition("/")[2] in ids for ids in list(self._events.values()))

    def by_place(self, paths: Any) -> Any:
        """What an upload answered, each file by its place in the folder."""
        if not isinstance(paths, Sequence) or isinstance(paths, str):
            return paths
        return [Path(path).relative_to(self._folder).as_posix() for path in paths]

    def _number(self, path: str) -> Any:
        return self._numbers.get(path.rstrip("/").rpartition("/")[2])

    def _placed(self, kind: str, value: Any) -> Any:
        if kind != "file" or value is None:
            return value
        meta = {"_type": "gradio.FileData"}
        return [{"path": str(self._folder / file["path"]), "meta": meta} for file in value]
