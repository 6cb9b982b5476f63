"""Questions and histories that nobody means: each has an answer of real slices, a refusal, or a mistake in one line."""

import random
from pathlib import Path

from pullquote.corpus import PullquoteError, bundled_folder
from pullquote.index import build
from pullquote.rag import Config, open_bot
from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from tests.soak.outcome import Outcome

WORDS = (
    "who when did the minister defense missile Kono Aegis 2017 2020 NOT AND OR NEAR * \" ' ( ) -- ; : ^ {} [] \\ \0"
    " ../ SELECT DROP \u202e \u0301 ﷺ 😀 語 İ ß <script> ${x} {{x}} %00 \n \t \r 1e999 -1 0 ? ! … and in it"
).split(" ") + ["\ud800", "\udfff"]


def text(chosen: random.Random, most: int = 40) -> str:
    """Words in a row, and now and then one of them a thousand times."""
    words = [chosen.choice(WORDS) for _ in range(chosen.randint(0, most))]
    if words and chosen.random() < 0.05:
        words += [chosen.choice(words)] * chosen.choice([100, 1_000, 11_000])
    return chosen.choice([" ", "", "\n"]).join(words)


def hostile_questions(folder: Path, size: int, seed: int) -> Outcome:
    """`size` questions with histories, filters and days made of the same words."""
    found, chosen = Outcome(), random.Random(seed)
    index = build([bundled_folder()], folder / "index", embedder="hash").index
    api = Api(Collection(index, open_bot(index, config=Config(reader="nearest"))))
    for n in range(size):
        turns = [{"question": text(chosen), "answer": text(chosen, 5)} for _ in range(chosen.choice([0, 0, 1, 3, 60]))]
        where = {name: text(chosen, 2) for name in ("publisher", "author", "after", "before") if chosen.random() < 0.1}
        as_of = text(chosen, 1) if chosen.random() < 0.1 else None
        try:
            answer = api.ask(text(chosen), history=turns, as_of=as_of, top=chosen.choice([1, 3, 50, 0, "3"]), **where)
        except PullquoteError as error:
            found.counts["mistakes in one line"] += 1
            found.must("\n" not in str(error), f"question {n}: a mistake of several lines")
            continue
        except Exception as error:  # noqa: BLE001  # this is what is looked for
            found.must(False, f"question {n}: {type(error).__name__}: {error}")
            continue
        found.counts["answered" if answer.answered else "refused"] += 1
        for quote in answer.quotes:
            whole = quote.text == quote.article.text[quote.start : quote.end] and quote.text.strip()
            found.must(bool(whole), f"question {n}: a quote that is no slice")
    index.close()
    return found
