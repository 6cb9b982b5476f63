"""The page: what stands where on it, and which event calls what."""

from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import api as offer

from pullquote.index import LONGEST_QUESTION
from pullquote.rag import AnswerForm
from pullquote.ui.api import AT_ONCE, Api
from pullquote.ui.page.actions import Actions
from pullquote.ui.page.cards import conversation, render
from pullquote.ui.page.events import Events, in_one_line
from pullquote.ui.page.source_pane import source_pane
from pullquote.ui.page.uploads import MOST_BYTES
from pullquote.ui.wire import ArticleText, Hits

HERE = Path(__file__).parent


def page(actions: Actions, api: Api) -> gr.Blocks:
    """The page over what can be done on it; `api` is what `gradio_client` can call."""
    blocks = gr.Blocks(title="Pullquote", analytics_enabled=False, delete_cache=(600, 900), fill_width=True)
    with blocks:
        with gr.Row(elem_id="pq-top"):
            gr.HTML(render("header.html"), elem_id="pq-header", apply_default_css=False)
            restart = gr.Button("New conversation", size="sm", elem_id="pq-new", min_width=0)
        with gr.Row(elem_id="pq-main"):
            with gr.Column(elem_id="pq-left", min_width=0):
                script = (HERE / "page.js").read_text(encoding="utf-8")
                talk = gr.HTML(conversation(), elem_id="pq-talk", apply_default_css=False, js_on_load=script)
                with gr.Column(elem_id="pq-ask", min_width=0):
                    box, go = _question_row()
                    with gr.Row(elem_id="pq-more"):
                        filters, uploads = _filter_drawer(), _upload_drawer()
            with gr.Column(elem_id="pq-right", min_width=0):
                source = gr.HTML(source_pane(), elem_id="pq-source", js_on_load=None, apply_default_css=False)

        _offer(api)  # first: the names of programs' calls are theirs
        events = Events(actions)
        form = [filters.outlets, filters.articles, filters.after, filters.before, filters.as_of]
        state = [talk, source, box, filters.outlets, filters.articles]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = {**quiet, "concurrency_limit": AT_ONCE, "concurrency_id": "ask"}
        gr.on([box.submit, go.click], events.ask, [box, *form], state, **asking)
        talk.example(events.ask_example, form, state, **asking)
        talk.cite(events.show_source, None, source, **quiet, concurrency_limit=AT_ONCE)
        talk.vote(events.vote, None, None, **quiet)
        filters.drawer.expand(events.choices, None, form[:2], **quiet)
        filters.clear.click(events.clear_filters, None, form, **quiet)
        uploads.files.upload(
            events.upload,
            uploads.files,
            [uploads.result, uploads.files, filters.articles],
            api_visibility="private",
            show_progress_on=[uploads.result],
            concurrency_limit=2,
        )
        restart.click(events.restart, None, [talk, source, box], **quiet)
        blocks.load(events.open, None, [*state, *form[2:]], **asking)
        blocks.unload(events.leave)
    blocks.queue(default_concurrency_limit=AT_ONCE, max_size=512)
    return blocks


class FilterDrawer(NamedTuple):
    """The drawer with the filters."""

    drawer: gr.Accordion
    outlets: gr.Dropdown
    articles: gr.Dropdown
    after: gr.Textbox
    before: gr.Textbox
    as_of: gr.Textbox
    clear: gr.Button


class UploadDrawer(NamedTuple):
    """The drawer for a visitor's own files."""

    files: gr.File
    result: gr.HTML


def _question_row() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="pq-ask-row"):
        box = gr.Textbox(
            label="Your question",
            show_label=False,
            placeholder="Ask a question",
            max_lines=1,
            autofocus=True,
            elem_id="pq-box",
            max_length=LONGEST_QUESTION,
            container=False,
        )
        return box, gr.Button("Ask", variant="primary", elem_id="pq-go", min_width=72)


def _filter_drawer() -> FilterDrawer:
    with gr.Accordion("Filters", open=False, elem_id="pq-filters") as drawer:
        outlets, articles = (
            gr.Dropdown([], multiselect=True, label=f"Only these {what} (none chosen: all)", elem_id=f"pq-{what}")
            for what in ("outlets", "articles")
        )
        with gr.Row():
            after = gr.Textbox(label="From", placeholder="2017 or 2017-08-18", elem_id="pq-after", max_lines=1)
            before = gr.Textbox(label="Up to", placeholder="2020 or 2020-06-26", elem_id="pq-before", max_lines=1)
            known = "As known on (later articles do not count)"
            as_of = gr.Textbox(label=known, placeholder="2017-12-31", elem_id="pq-as-of", max_lines=1)
        clear = gr.Button("Clear filters", size="sm", elem_id="pq-unfilter")
    return FilterDrawer(drawer, outlets, articles, after, before, as_of, clear)


def _upload_drawer() -> UploadDrawer:
    with gr.Accordion("Your own articles", open=False, elem_id="pq-own"):
        gr.HTML(render("own_articles.html", megabytes=MOST_BYTES // 1_000_000))
        files = gr.File(label="Drop files here", file_count="multiple", elem_id="pq-files", height=150)
        return UploadDrawer(files, gr.HTML("", elem_id="pq-taken"))


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
    ) -> AnswerForm:
        """Ask a question; quotes that answer it or a refusal come back in the wire form."""
        where = {"publisher": publisher, "author": author, "after": after, "before": before, "articles": articles}
        return api.ask(question, history=history or (), as_of=as_of, top=top, **where).to_dict()

    def search(question: str, top: int = 5) -> Hits:
        """Find the passages that speak most to a question."""
        return api.search(question, top=top)

    def article(id: str) -> ArticleText:
        """Read an article by its id or the name of its file."""
        return api.article(id)

    for call in (ask, search, article):
        offer(in_one_line()(call), api_name=call.__name__, concurrency_limit=AT_ONCE, concurrency_id="ask")
