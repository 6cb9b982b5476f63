"""Thumbs up and down, one line each in a local file that the evaluation reads as questions."""

import hashlib
import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from pullquote.rag import Answer, Quote, Turn, recent_turns
from pullquote.ui.page.links import FilterForm

FILE = "feedback.jsonl"


def default_file() -> Path:
    """Where votes are kept when nobody names a file: in the user's data folder."""
    return user_data_path("pullquote") / FILE


class Feedback:
    """The file; made when the first vote comes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._guard = threading.Lock()

    def add(
        self,
        answer: Answer,
        history: Sequence[Answer],
        form: FilterForm,
        right: bool,
        reason: str,
        *,
        instead: str = "",
    ) -> str:
        """Append one vote and return its id; the one with the id `instead` goes."""
        vote = example(answer, history, form, right, reason)
        with self._guard:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            if instead and self.file.exists():
                self._drop(instead)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(vote, ensure_ascii=True) + "\n")
        return str(vote["id"])

    def _drop(self, id: str) -> None:
        """All lines but that of the id, by way of a file beside it: a crash loses none."""
        mark = json.dumps({"id": id})[1:-1]
        lines = self.file.read_text(encoding="utf-8").splitlines(keepends=True)
        beside = self.file.with_name(f"{self.file.name}.new")
        beside.write_text("".join(line for line in lines if not line.startswith(f"{{{mark},")), encoding="utf-8")
        beside.replace(self.file)


def example(answer: Answer, history: Sequence[Answer], form: FilterForm, right: bool, reason: str) -> dict[str, Any]:
    """A question of the evaluation's own format. Gold is what a person confirmed: the quotes of an answer voted right,
    or that there is none where a refusal was. What was voted wrong has the type `feedback-to-check`: whether and where
    the articles answer it is for a person to fill in; what was shown stands beside it."""
    gold = answer.quotes if right else ()
    shown = {
        "answered": answer.answered,
        "confidence": round(answer.confidence, 6),
        "understood_as": answer.understood_as,
        "quotes": [_place(quote, quote.start, quote.end) for quote in answer.quotes],
        "refusal": answer.refusal.kind if answer.refusal else None,
    }
    turns = recent_turns([Turn(turn.understood_as, turn.short) for turn in history])
    filters = {"publisher": list(form.outlets), "articles": list(form.articles), "where": list(form.where)}
    at = datetime.now(UTC).isoformat()
    return {
        "id": "feedback-" + hashlib.sha256(f"{at} {answer.question}".encode("utf-8", "surrogatepass")).hexdigest()[:12],
        "question": answer.question,
        "type": "feedback-confirmed" if right else "feedback-to-check",
        "answerable": bool(gold),
        "answers": [_place(quote, *quote.focus) for quote in gold[:1] if quote.focus],
        "evidence": [_place(quote, quote.start, quote.end) for quote in gold],
        "as_of": answer.as_of.isoformat() if answer.as_of else "",
        "history": [{"question": turn.question, "answer": turn.answer} for turn in turns],
        "vote": "up" if right else "down",
        "reason": " ".join(reason.split())[:500],
        "filters": {**filters, "after": form.after, "before": form.before},
        "shown": shown,
        "at": at,
    }


def _place(quote: Quote, start: int, end: int) -> dict[str, Any]:
    return {"article": quote.article.id, "text": quote.article.text[start:end], "start": start, "end": end}
