"""What a reader is given and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pullquote.index import Hit, Passage
from pullquote.rag.answer import Quote
from pullquote.rag.question.parse import Question


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: nothing found is no quotes.

    `quotes` are best first, no two alike; `ranking` has the passages that were read, best first; `signals` are the
    numbers, by name, that tell how likely the first quote answers the question at all.

    Which signals there must be is the judge's to say. A `LogisticJudge` wants those that its parts weigh, so whoever
    brings a reader of their own brings a judge as well, or gives the signals that `NetworkReader` gives.
    """

    quotes: tuple[Quote, ...] = ()
    ranking: tuple[Passage, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


class Reader(Protocol):
    """Finds in the retrieved passages the sentences that answer a question."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """The quotes of these hits that answer, best first; ties go to the earlier hit, then the earlier sentence.

        `question.text` is what was asked; the rest of it is worked out when it is first looked at. `hits` are best
        first and may be none; then the reading is empty. A quote reaches as far as `widened` takes its sentence: the
        receipt of one that is cut otherwise does not verify.
        """
        ...
