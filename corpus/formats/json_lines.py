"""JSON lines: every line is an article of its own, or is named with its number."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from pullquote.corpus.decoding import decode, plain_line_ends
from pullquote.corpus.errors import BadInputError, PullquoteError
from pullquote.corpus.formats.draft import (
    MAX_CHARS,
    MAX_PACKED_BYTES,
    MAX_RECORDS,
    Draft,
    Fault,
    FileDrafts,
    read_bytes,
)
from pullquote.corpus.metadata import Metadata, plain

_HALF = re.compile("[\ud800-\udfff]")


def read_jsonl(path: Path) -> FileDrafts:
    """A record has `text`, and may have `id` (its line number stands in), the fields of Metadata and any others."""
    drafts: list[Draft] = []
    faults: list[Fault] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(_lines(read_bytes(path, MAX_PACKED_BYTES)), 1):
        if not line.strip():
            continue
        if len(drafts) + len(faults) >= MAX_RECORDS:
            faults.append(Fault(f"more than {MAX_RECORDS:,} records: this one and the rest are left out", number))
            break
        try:
            draft, reasons = _record(line if isinstance(line, str) else decode(line).text, number)
        except PullquoteError as error:
            faults.append(Fault(str(error), number))
            continue
        faults += [Fault(reason, number) for reason in reasons]
        if draft.record in first_line:
            before = f"after line {first_line[draft.record]}"
            faults.append(Fault(f"id {draft.record!r:.60} again, {before}: left out", number))
            continue
        first_line[draft.record] = number
        drafts.append(draft)
    if not drafts and not faults:
        raise BadInputError("empty")
    return FileDrafts(tuple(drafts), tuple(faults))


def _lines(data: bytes) -> Sequence[str | bytes]:
    """Decoded as a whole where that goes well; else left in bytes, so that only a cut or damaged line is lost."""
    try:
        return decode(data).text.split("\n")  # not splitlines: JSON may hold U+2028
    except PullquoteError:
        if not data.lstrip().startswith(b"{"):
            raise
        return data.split(b"\n")


def _record(line: str, number: int) -> tuple[Draft, tuple[str, ...]]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise BadInputError(f"a record in braces is needed, not {type(record).__name__}")
    text = record.get("text")
    if not isinstance(text, str):
        raise BadInputError("no text" if text is None else f"text is {type(text).__name__}, not a string")
    text = plain_line_ends(text)
    if not text.strip():
        raise BadInputError("its text is empty")
    if len(text) > MAX_CHARS:
        raise BadInputError(f"enormous: more than {MAX_CHARS:,} characters")
    if _HALF.search(text):
        raise BadInputError("its text holds half of a character (a lone surrogate)")
    if "\0" in text:
        raise BadInputError("its text holds NUL, as binary data does")
    metadata, reasons = Metadata.of({name: value for name, value in record.items() if name not in ("text", "id")})
    return Draft(text, metadata, "jsonl 1", record=plain(record.get("id")) or str(number)), reasons
