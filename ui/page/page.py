"""The page: what stands where on it, and which event calls what."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api as offer

from pullquote.index import LONGEST_QUESTION
from pullquote.rag import AnswerForm
from pullquote.ui.api import AT_ONCE, Api
from pullquote.ui.page.actions import Actions
from pullquote.ui.page.cards import render
from pullquote.ui.page.events import Events, in_one_line
from pullquote.ui.page.source_list import source_list
from pullquote.ui.page.source_pane import source_pane
from pullquote.ui.page.sureness import Setting
from pullquote.ui.page.uploads import MOST_BYTES
from pullquote.ui.wire import ArticleText, Hits

HERE = Path(__file__).parent
SCRIPT = ("parts", "filters", "sources", "pane", "cards", "keeping", "asking")
# Of so many sessions Gradio keeps the values that each was last shown, which this page has no use for: some 70 KB of
# one that has asked nothing yet. Its own 10,000 would be most of a gigabyte, and hold answers of pages that are closed.
MOST_STATES = 100
FAILED = "() => { document.dispatchEvent(new CustomEvent('pq-failed')); }"


def page(actions: Actions, api: Api, settings: Sequence[Setting] = ()) -> gr.Blocks:
    """The page over what can be done on it; `api` is what `gradio_client` can call, `settings` how sure answers can be
    asked to be."""
    blocks = gr.Blocks(title="Pullquote", analytics_enabled=False, delete_cache=(600, 900), fill_width=True)
    blocks.state_session_capacity = MOST_STATES
    with blocks:
        _static("header.html", "pq-header")
        with gr.Row(elem_id="pq-main"):
            with gr.Column(elem_id="pq-sources", min_width=0):
                sources = gr.HTML(source_list(()), elem_id="pq-list", js_on_load=None, apply_default_css=False)
                _static("own_articles.html", "pq-own", megabytes=MOST_BYTES // 1_000_000)
                files = gr.File(label="Drop files here", file_count="multiple", elem_id="pq-files", height=130)
                taken = gr.HTML("", elem_id="pq-taken", js_on_load=None)
            with gr.Column(elem_id="pq-left", min_width=0):
                _static("talk.html", "pq-talk")
                _static("question.html", "pq-ask", longest=LONGEST_QUESTION, settings=settings)
            with gr.Column(elem_id="pq-right", min_width=0):
                source = gr.HTML(source_pane(), elem_id="pq-source", js_on_load=None, apply_default_css=False)

        # Not seen: its script puts what comes into the conversation, and sends what is asked. The last, as it runs when
        # its own part of the page is drawn.
        news = gr.HTML("", elem_id="pq-news", apply_default_css=False, js_on_load=script())

        _offer(api)  # first: the names of programs' calls are theirs
        events = Events(actions)
        shown = [news, source, sources]
        # "multiple": what is sent while something is at work is not dropped; the script sends one question at a time.
        quiet: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "hidden",
            "trigger_mode": "multiple",
        }
        asking = {**quiet, "concurrency_limit": AT_ONCE, "concurrency_id": "ask"}
        asked = news.ask(events.ask, None, shown, **asking)
        asked.failure(None, None, None, js=FAILED, api_visibility="private")
        news.examples(events.find_examples, None, shown, **quiet, concurrency_limit=AT_ONCE)
        news.restore(events.restore, None, shown, **asking)
        news.cite(events.show_source, None, source, **quiet, concurrency_limit=AT_ONCE)
        news.read(events.read, None, source, **quiet, concurrency_limit=AT_ONCE)
        news.vote(events.vote, None, None, **quiet, concurrency_limit=1)  # a reason comes after its vote
        news.remove(events.remove, None, shown, **quiet)
        files.upload(
            events.upload,
            files,
            [taken, files, news, sources],
            api_visibility="private",
            show_progress_on=[taken],
            concurrency_limit=2,
        )
        news.restart(events.restart, None, shown, **quiet)
        blocks.load(events.restart, None, shown, **asking)
        blocks.unload(events.leave)
    blocks.queue(default_concurrency_limit=AT_ONCE, max_size=512)
    return blocks


def script() -> str:
    """What the page does in the browser: its parts in the order in which they lean on one another."""
    return "\n".join((HERE / "script" / f"{part}.js").read_text(encoding="utf-8") for part in SCRIPT)


def _static(template: str, id: str, **values: object) -> None:
    """A part of the page that only its script changes."""
    gr.HTML(render(template, **values), elem_id=id, apply_default_css=False, js_on_load=None)


def _offer(api: Api) -> None:
    """For `gradio_client`: the calls by name, with types that Gradio can describe."""

    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        publisher: list[str] | None = None,
        author: list[str] | None = None,
        after: str = "",
        before: str = "",
        as_of: str = "",
        articles: list[str] | None = None,
        top: int = 3,
        where: dict[str, Any] | None = None,
    ) -> AnswerForm:
        """Ask a question; quotes that answer it or a refusal come back in the wire form."""
        named = {"publisher": publisher, "author": author, "after": after, "before": before, "articles": articles}
        return api.ask(question, history=history or (), as_of=as_of, top=top, where=where, **named).to_dict()

    def search(question: str, top: int = 5) -> Hits:
        """Find the passages that speak most to a question."""
        return api.search(question, top=top)

    def article(id: str) -> ArticleText:
        """Read an article by its id or the name of its file."""
        return api.article(id)

    for call in (ask, search, article):
        offer(in_one_line()(call), api_name=call.__name__, concurrency_limit=AT_ONCE, concurrency_id="ask")
