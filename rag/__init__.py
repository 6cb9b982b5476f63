"""A question becomes an answer in the articles' own words.

from pullquote.rag import open_bot
answer = open_bot("my-index").ask("Who was the defense minister in 2020?")
print(answer.short or answer.refusal.message)
"""

from pullquote.rag.answer import Answer, Quote, Refusal
from pullquote.rag.bot import Bot, Config, open_bot
from pullquote.rag.confidence.judge import Judge, Verdict
from pullquote.rag.question.followup import Turn
from pullquote.rag.reading.protocol import Reader, Reading
from pullquote.rag.reading.sentence_reader import SentenceReader

__all__ = [
    "Answer",
    "Bot",
    "Config",
    "Judge",
    "Quote",
    "Reader",
    "Reading",
    "Refusal",
    "SentenceReader",
    "Turn",
    "Verdict",
    "open_bot",
]
