"""The page: what stands where, and what happens when something is asked, clicked or dropped."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from pullquote.corpus import PullquoteError
from pullquote.ui.links import Chosen, Link
from pullquote.ui.page import answer_html
from pullquote.ui.page.actions import Deeds
from pullquote.ui.page.source_pane import empty
from pullquote.ui.web.calls import Calls

HERE = Path(__file__).parent
ASKERS = 4  # questions answered at a time; more than that fight for the processor


def page(deeds: Deeds, calls: Calls) -> gr.Blocks:
    """The page over what can be done on it."""
    blocks = gr.Blocks(title="Pullquote", analytics_enabled=False, delete_cache=(600, 900), fill_width=True)
    with blocks:
        with gr.Row(elem_id="pq-top"):
            gr.HTML(_header(), elem_id="pq-header", apply_default_css=False)
            anew = gr.Button("New conversation", size="sm", elem_id="pq-new", min_width=0)
        with gr.Row(elem_id="pq-main"):
            with gr.Column(elem_id="pq-left", min_width=0):
                talk = gr.HTML(
                    answer_html.conversation(()),
                    elem_id="pq-talk",
                    apply_default_css=False,
                    js_on_load=(HERE / "page.js").read_text(encoding="utf-8"),
                )
                with gr.Column(elem_id="pq-ask", min_width=0):
                    with gr.Row(elem_id="pq-ask-row"):
                        box = gr.Textbox(
                            label="Your question",
                            show_label=False,
                            placeholder="Ask a question",
                            lines=1,
                            max_lines=1,
                            autofocus=True,
                            elem_id="pq-box",
                            max_length=10_000,
                            container=False,
                        )
                        go = gr.Button("Ask", variant="primary", elem_id="pq-go", min_width=72)
                    with gr.Row(elem_id="pq-more"):
                        with gr.Accordion("Filters", open=False, elem_id="pq-filters") as filters:
                            outlets = gr.Dropdown(
                                [],
                                multiselect=True,
                                label="Only these outlets (none chosen: all)",
                                elem_id="pq-outlets",
                            )
                            articles = gr.Dropdown(
                                [],
                                multiselect=True,
                                label="Only these articles (none chosen: all)",
                                elem_id="pq-articles",
                            )
                            with gr.Row():
                                after = gr.Textbox(
                                    label="From", placeholder="2017 or 2017-08-18", elem_id="pq-after", max_lines=1
                                )
                                before = gr.Textbox(
                                    label="Up to", placeholder="2020 or 2020-06-26", elem_id="pq-before", max_lines=1
                                )
                            unfilter = gr.Button("Clear filters", size="sm", elem_id="pq-unfilter")
                        with gr.Accordion("Your own articles", open=False, elem_id="pq-own"):
                            gr.HTML(answer_html.own_articles())
                            files = gr.File(
                                label="Drop files here",
                                file_count="multiple",
                                elem_id="pq-files",
                                height=150,
                            )
                            taken = gr.HTML("", elem_id="pq-taken")
            with gr.Column(elem_id="pq-right", min_width=0):
                pane = gr.HTML(empty(), elem_id="pq-source", js_on_load=None, apply_default_css=False)

        _offer(calls)  # first: the names of programs' calls are theirs

        choosing = [outlets, articles, after, before]
        shown = [talk, pane, box, outlets, articles]

        def ask(
            question: str, outlet: list[str], article: list[str], after: str, before: str, request: gr.Request
        ) -> Any:
            return _shown(deeds.ask(_session(request), question, _chosen(outlet, article, after, before)))

        def example(
            outlet: list[str], article: list[str], after: str, before: str, request: gr.Request, event: gr.EventData
        ) -> Any:
            question = str(event._data.get("question", ""))
            return _shown(deeds.ask(_session(request), question, _chosen(outlet, article, after, before)))

        def opened(request: gr.Request) -> Any:
            link = Link.read(list(request.query_params.multi_items())) if request else Link()
            state = deeds.open(_session(request), link)
            chosen = link.chosen
            names, titles = state.choices
            return (
                state.talk,
                state.pane,
                "",
                gr.update(choices=names, value=list(chosen.outlets)),
                gr.update(choices=titles, value=list(chosen.articles)),
                chosen.after,
                chosen.before,
            )

        def cite(request: gr.Request, event: gr.EventData) -> str:
            return deeds.cite(_session(request), str(event._data.get("key", "")), int(event._data.get("quote", 0)))

        def vote(request: gr.Request, event: gr.EventData) -> None:
            data = event._data
            deeds.vote(
                _session(request), str(data.get("key", "")), data.get("vote") == "up", str(data.get("reason", ""))
            )

        def take(paths: list[str] | None, request: gr.Request, progress: gr.Progress = gr.Progress()) -> Any:  # noqa: B008
            def track(what: str, total: int) -> Any:
                done = [0]

                def advance(by: int) -> None:
                    done[0] += by
                    progress((done[0], total), desc=what, unit="passages")

                return advance

            progress(0, desc="reading")
            told, (_, titles) = deeds.take(_session(request), [Path(path) for path in paths or ()], track)
            return told, None, gr.update(choices=titles)

        def fresh(request: gr.Request) -> Any:
            names, titles = deeds.choices(_session(request))
            return gr.update(choices=names), gr.update(choices=titles)

        def begin(request: gr.Request) -> Any:
            state = deeds.begin(_session(request))
            return state.talk, state.pane, ""

        def leave(request: gr.Request) -> None:
            deeds.end(_session(request))

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = {**quiet, "concurrency_limit": ASKERS, "concurrency_id": "ask"}
        gr.on([box.submit, go.click], ask, [box, *choosing], shown, **asking)
        talk.example(example, choosing, shown, **asking)
        talk.cite(cite, None, pane, **quiet, concurrency_limit=ASKERS)
        talk.vote(vote, None, None, **quiet)
        filters.expand(fresh, None, [outlets, articles], **quiet)
        unfilter.click(lambda: ([], [], "", ""), None, choosing, **quiet)
        files.upload(
            take,
            files,
            [taken, files, articles],
            api_visibility="private",
            show_progress_on=[taken],
            concurrency_limit=2,
        )
        anew.click(begin, None, [talk, pane, box], **quiet)
        blocks.load(opened, None, [*shown, after, before], **asking)
        blocks.unload(leave)
    blocks.queue(default_concurrency_limit=ASKERS, max_size=512)
    return blocks


def _offer(calls: Calls) -> None:
    """For `gradio_client`: the calls by name, with types that Gradio can tell of."""

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
    ) -> dict[str, Any]:
        """Ask a question; quotes that answer it or a refusal come back in the wire form."""
        return _told(
            lambda: calls.ask(
                question, history or (), publisher or (), author or (), after, before, as_of, articles or (), top
            )
        )

    def search(question: str, top: int = 5) -> dict[str, Any]:
        """Find the passages that speak most to a question."""
        return _told(lambda: calls.search(question, top=top))

    def article(id: str) -> dict[str, Any]:
        """Read an article by its id or the name of its file."""
        return _told(lambda: calls.article(id))

    for fn in (ask, search, article):
        api(fn, api_name=fn.__name__, concurrency_limit=ASKERS, concurrency_id="ask")


def _told(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A caller's mistake as an error whose words Gradio hands on."""
    try:
        return call()
    except PullquoteError as error:
        raise gr.Error(str(error), print_exception=False) from None


def _shown(state: Any) -> Any:
    names, titles = state.choices
    fresh = (gr.update(choices=names), gr.update(choices=titles)) if state.changed else (gr.skip(), gr.skip())
    return state.talk, state.pane, "", *fresh


def _chosen(outlets: Sequence[str] | None, articles: Sequence[str] | None, after: str, before: str) -> Chosen:
    return Chosen(tuple(outlets or ()), tuple(articles or ()), after or "", before or "")


def _session(request: gr.Request) -> str:
    """What Gradio tells one open page from another by. Raises PullquoteError for a caller that is none."""
    if not request.session_hash:
        raise PullquoteError("no session; open the page")
    return str(request.session_hash)


def _header() -> str:
    return (
        '<header class="pq-head"><h1>Pullquote</h1>'
        "<p>Answers in your sources’ own words. Every quote is copied from an article; no machine writes here.</p>"
        '<span id="pq-announce" class="pq-hidden" role="status" aria-live="polite"></span></header>'
    )
