"""What goes through the pipes of the reading process: one JSON object a line, and nothing that could be run."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pullquote.corpus.article import Article, Source, Span
from pullquote.corpus.files import FoundFile
from pullquote.corpus.metadata import Metadata, own_fields
from pullquote.corpus.one_file import Problem, Task

END = b"null\n"  # the line after the last result of a file


def to_line(value: Task | Article | Problem) -> bytes:
    """As JSON in ASCII, with its line end."""
    form = {type(value).__name__.lower(): asdict(value)}
    return json.dumps(form, default=str).encode("ascii") + b"\n"


def task_of(line: bytes) -> Task:
    """A task as it was before `to_line`."""
    read = json.loads(line)["task"]
    file = FoundFile(Path(read["file"]["root"]), read["file"]["name"], Path(read["file"]["path"]))
    return Task(file, read["id"], read["name"], Metadata(**_known(read["row"])))


def result_of(line: bytes) -> Article | Problem | None:
    """An article or a problem as it was before `to_line`; None at the end of a file. Raises ValueError, LookupError,
    TypeError or AttributeError for anything else."""
    if line == END:
        return None
    read = json.loads(line)
    if "problem" in read:
        return Problem(**read["problem"])
    article = read["article"]
    return Article(
        Source(**_known(article["source"])),
        article["text"],
        tuple(Span(*span) for span in article["debris"]),
        tuple(Source(**_known(source)) for source in article["also"]),
        article["loader"],
    )


def _known(values: dict[str, Any]) -> dict[str, Any]:
    published = values["published"]
    own = own_fields(values["fields"])  # several texts are a tuple again
    return {**values, "published": date.fromisoformat(published) if published else None, "fields": own}
