"""Citations by characters cut their words out of the documents that go with them."""

from pullquote.rag import Bot
from pullquote.ui.adapters.char_locations import cited_articles, content, documents


def test_every_citation_is_a_slice_of_its_document(bot: Bot) -> None:
    answer = bot.ask("Did the ferry sink off the point? Is the bridge green?")
    sent = documents(cited_articles(answer))
    blocks = content(answer)
    assert [block["text"] for block in blocks] == [quote.text for quote in answer.quotes]
    for block in blocks:
        (cited,) = block["citations"]
        document = sent[cited["document_index"]]
        data = document["source"]["data"]
        assert data[cited["start_char_index"] : cited["end_char_index"]] == cited["cited_text"] == block["text"]
        assert (cited["type"], cited["document_title"]) == ("char_location", document["title"])
    assert len(sent) == len({quote.article.id for quote in answer.quotes}) == 2


def test_a_refusal_cites_nothing(refusing: Bot) -> None:
    answer = refusing.ask("Did the ferry sink off the point?")
    assert answer.refusal and cited_articles(answer) == []
    (block,) = content(answer)
    assert (block["text"], block["citations"]) == (answer.refusal.message, [])
