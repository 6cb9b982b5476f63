"""Six towns to calibrate on: an article each, and questions that it answers and does not."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TOWNS = [
    ("Arden", "tower", "mason Oskar Lind", 1821),
    ("Borlau", "bridge", "engineer Mara Voss", 1874),
    ("Cresk", "lighthouse", "captain Ivo Tarn", 1902),
    ("Dunmoor", "library", "teacher Edith Quill", 1931),
    ("Elsing", "harbour", "merchant Tomas Reed", 1788),
    ("Fenwick", "theatre", "painter Clara Nye", 1956),
]


def write_towns(folder: Path) -> Path:
    """An article for each town in a new folder."""
    folder.mkdir()
    for town, thing, who, year in TOWNS:
        text = (
            f"The {thing} of {town} was built in {year}.\n\nIts founder was the {who}, who lived in {town} for years.\n"
        )
        (folder / f"{town.lower()}.txt").write_text(text, encoding="utf-8")
    return folder


def town_questions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for town, thing, who, year in TOWNS:
        file = f"{town.lower()}.txt"
        first = f"The {thing} of {town} was built in {year}."
        second = f"Its founder was the {who}, who lived in {town} for years."
        at = len(first) + 2
        asks = [
            (f"When was the {thing} of {town} built?", (0, first)),
            (f"Who was the founder in {town}?", (at, second)),
            (f"How tall is the {thing} of {town}?", None),
            (f"Who burned the town hall of {town} down?", None),
        ]
        for number, (question, gold) in enumerate(asks):
            row: dict[str, Any] = {"id": f"{town}-{number}", "question": question, "answerable": gold is not None}
            if gold:
                start, text = gold
                row["evidence"] = [{"article": file, "text": text, "start": start, "end": start + len(text)}]
            found.append(row)
    return found


def write_questions(folder: Path, rows: Sequence[dict[str, Any]] | None = None) -> Path:
    """A file of questions, those of the towns where no others are given."""
    path = folder / "questions.jsonl"
    lines = [json.dumps(row) for row in (town_questions() if rows is None else rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
