"""A question becomes an answer in the articles' own words.

from pullquote.rag import open_bot
answer = open_bot("my-index").ask("Who was the defense minister in 2020?")
print(answer.short or answer.refusal.message)
"""

from pullquote.rag.answer import Answer, Quote, Refusal
from pullquote.rag.assemble import Config, make_reader, open_bot
from pullquote.rag.bot import Bot, Retriever
from pullquote.rag.confidence.judge import Judge, LogisticJudge, Verdict
from pullquote.rag.context.around import surroundings
from pullquote.rag.context.widen import widened
from pullquote.rag.question.followup import Turn
from pullquote.rag.question.parse import Question
from pullquote.rag.question.vocabulary import IndexVocabulary, Vocabulary
from pullquote.rag.reading.protocol import Reader, Reading
from pullquote.rag.reading.sentence_reader import SentenceReader

__all__ = [
    "Answer",
    "Bot",
    "Config",
    "IndexVocabulary",
    "Judge",
    "LogisticJudge",
    "Question",
    "Quote",
    "Reader",
    "Reading",
    "Refusal",
    "Retriever",
    "SentenceReader",
    "Turn",
    "Verdict",
    "Vocabulary",
    "make_reader",
    "open_bot",
    "surroundings",
    "widened",
]
