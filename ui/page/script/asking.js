// Asking: a question leaves the box at once and waits in line; one is at work at a time, and none is lost.
const WAIT = 75000; // longer than the server works on a question: what has not come by then does not come
const LOOK = 4000; // between looks whether the server is there, while something is at work
let begun = false; // whether the first news have come
let atWork = null, lost = false, since = 0, looking = 0;
const queue = kept("queue") || [];

const name = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

function enqueue(question, more = {}) {
  queue.push({ id: name(), question, typed: "", filters: structuredClone(filters), ...more });
  drawQueue();
  one(".pq-queue").lastElementChild?.scrollIntoView({ block: "end" });
  next();
}

function next() {
  if (atWork || lost || !begun || !queue.length) return;
  const first = queue.find((asked) => !asked.failed);
  if (!first) return;
  atWork = first;
  since = Date.now();
  trigger("ask", { id: first.id, question: first.question, typed: first.typed, filters: first.filters });
  announce("Looking in the articles");
  drawQueue();
  clearTimeout(looking);
  looking = setTimeout(look, LOOK);
}

// Only while something is at work: a page that nobody asks is quiet.
async function look() {
  const waited = atWork;
  if (!waited) return;
  const there = await fetch("api/health", { cache: "no-store" }).then(() => true, () => false);
  if (waited !== atWork) return;
  const again = there && (lost || Date.now() - since > WAIT);
  lost = !there;
  if (again) { atWork = null; next(); }
  drawQueue();
  if (atWork) { clearTimeout(looking); looking = setTimeout(look, LOOK); }
}

window.addEventListener("online", look);

// Gradio could not send it, or the server refused: where the server is away, it is asked again once it is back.
document.addEventListener("pq-failed", async () => {
  const failed = atWork;
  if (!failed) return;
  lost = !(await fetch("api/health", { cache: "no-store" }).then(() => true, () => false));
  if (failed !== atWork) return;
  if (!lost) { failed.failed = (failed.failed || 0) + 1; atWork = null; next(); }
  drawQueue();
  if (lost) { clearTimeout(looking); looking = setTimeout(look, LOOK); }
});

function drawQueue() {
  keep("queue", queue);
  one(".pq-welcome")?.toggleAttribute("hidden", queue.length > 0);
  one("#pq-ask").classList.toggle("pq-busy", queue.length > 0);
  one(".pq-queue").replaceChildren(...queue.flatMap((asked) => {
    const bubble = make("h2", { className: "pq-question" }, make("span", { className: "pq-hidden", textContent: "You asked: " }), make("span", { textContent: asked.question }));
    const card = make("div", { className: "pq-waiting" }, make("p", { textContent: state(asked) }));
    if (asked === atWork && !lost) card.classList.add("pq-at-work");
    if (asked.failed) card.append(button("Ask again", () => { asked.failed = 0; asked.why = ""; next(); drawQueue(); }));
    if (asked !== atWork || lost) card.append(button("Do not ask", () => forget(asked)));
    return [bubble, card];
  }));
}
function state(asked) {
  if (asked.failed) return `This could not be asked just now${asked.why ? `: ${asked.why}` : "."}`;
  if (lost) return "The connection is lost. Your question is kept, and asked again as soon as it is back.";
  return asked === atWork ? "Looking in the articles …" : "Asked next";
}
function button(words, act) {
  const made = make("button", { type: "button", className: "pq-link", textContent: words });
  made.addEventListener("click", act);
  return made;
}
function forget(asked) {
  queue.splice(queue.indexOf(asked), 1);
  if (asked === atWork) { atWork = null; lost = false; }
  drawQueue();
  if (!one(".pq-exchange")) one(".pq-welcome")?.removeAttribute("hidden");
}

// -- what comes

// Gradio draws the parts of the page in no certain order.
const drawn = () => ["#pq-announce", ".pq-conversation", ".pq-queue", "#pq-box", ".pq-list"].every((part) => one(part));
let taken = "";
watch("value", take);
function take() {
  const news = one(".pq-news", element);
  if (!news || news.dataset.number === taken || !drawn()) return;
  taken = news.dataset.number;
  const talk = one(".pq-conversation"), fresh = make("template", { innerHTML: news.dataset.parts }).content;
  for (const exchange of all(".pq-exchange", fresh)) if (one(`.pq-exchange[data-id="${CSS.escape(exchange.dataset.id)}"]`, talk)) exchange.remove();
  const asked = all(".pq-exchange", fresh);
  if (news.dataset.anew) talk.replaceChildren(fresh);
  else {
    if (asked.length) one(".pq-welcome", talk)?.remove();
    talk.append(fresh);
  }
  const answered = queue.filter((waits) => one(`.pq-exchange[data-id="${waits.id}"]`, talk));
  for (const waits of answered) queue.splice(queue.indexOf(waits), 1);
  if (answered.includes(atWork)) { atWork = null; lost = false; clearTimeout(looking); }
  if (begun) keepConversation();
  drawQueue();
  if (asked.length) told(asked[asked.length - 1], news.dataset.anew);
  if (begun) next();
  else begin();
  if (one(".pq-welcome[data-unsought]") && !queue.length) trigger("examples", {});
}

function told(exchange, anew) {
  const cards = all(".pq-card", exchange), newest = cards[0], notice = one(".pq-notice");
  if (newest && notice && !notice.closest(".pq-exchange")) newest.before(notice); // what is said of a link is in sight
  if (newest?.classList.contains("pq-answer")) {
    const quote = one("blockquote", newest), differ = one(".pq-differ", newest);
    announce(differ ? differ.textContent : `Answer: ${(one(".pq-short", quote) || one(".pq-quote", quote)).textContent}`);
  } else if (newest) announce(one("p", newest).textContent);
  one(".pq-question", exchange).scrollIntoView({ block: "start", behavior: anew || fits("(prefers-reduced-motion: reduce)") ? "auto" : "smooth" });
  if (!narrow() && document.activeElement === document.body) box().focus({ preventScroll: true });
}

// The first news have come: what was asked before the page was loaded anew, or what its address asks.
function begin() {
  begun = true;
  const before = kept("conversation") || [], link = new URLSearchParams(location.search);
  const asks = ["h", "q"].flatMap((key) => link.getAll(key)).filter((question) => question.trim());
  const opened = kept("opened") === location.search; // by this tab before: it is a reload
  keep("opened", location.search);
  if (opened && before.length) trigger("restore", { exchanges: before });
  else if (location.search && !opened) takeFilters(link);
  drawFilters();
  showFields();
  if (!opened) for (const question of asks) enqueue(question, { typed: question === asks[asks.length - 1] && link.has("typed") ? "yes" : "" });
  if (!asks.length && !narrow()) box().focus({ preventScroll: true });
  box().value = box().value || kept("draft") || "";
  next();
}
function takeFilters(link) {
  const days = Object.keys(DAYS).map(field).map((key) => [key, link.get(key) || ""]);
  for (const [key, words] of days) dayBox(key.replace("_", "-")).value = words;
  const articles = link.getAll("article"), gone = articles.filter((id) => id.startsWith("own:"));
  const wrong = days.filter(([, words]) => dayMistake(words));
  change({
    ...none(),
    ...Object.fromEntries(days.filter(([, words]) => !dayMistake(words))),
    outlets: link.getAll("outlet"),
    where: link.getAll("where"),
    articles: articles.filter((id) => !gone.includes(id)),
    refuse: all("[name=refuse]").some((one) => one.value === link.get("refuse")) ? link.get("refuse") : "",
  });
  if (wrong.length) fieldsRead();
  if (link.has("own") || gone.length) {
    const words = "This link was made where somebody’s own files took part. They are not here: the answer is of the articles that are.";
    one(".pq-queue").before(make("p", { className: "pq-notice", role: "status", textContent: words }));
  }
}

// -- the box

function submit() {
  const words = box().value.trim();
  if (!words || !fieldsRead()) return;
  one("#pq-filters").open = false; // the answer is to be seen; what is filtered stands above the box
  box().value = "";
  grow();
  keep("draft", "");
  enqueue(words);
}
document.addEventListener("submit", (event) => {
  if (!event.target.closest("#pq-ask")) return;
  event.preventDefault();
  submit();
});
document.addEventListener("keydown", (event) => {
  if (event.target !== box() || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  grow();
  keep("draft", box().value);
});
onClick("ask", (button) => {
  const everywhere = "everywhere" in button.dataset ? { filters: { ...none(), refuse: filters.refuse } } : {};
  enqueue(button.dataset.ask, { typed: button.dataset.typed || "", ...everywhere });
});
onClick("edit", (button) => write(button.dataset.edit));
onClick("restart", () => {
  queue.length = 0;
  atWork = null;
  lost = false;
  keep("conversation", []);
  one(".pq-notice")?.remove();
  drawQueue();
  trigger("restart", {});
  box().focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (!tip.hidden) explain(null);
  else if (one(".pq-open")) closePane();
  else if (one(".pq-sources-open")) openSources(false);
  else if (event.target === box()) write("");
});
document.addEventListener("click", (event) => {
  if (one(".pq-sources-open") && event.target.id === "pq-main") openSources(false);
  for (const menu of all(".pq-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// What Gradio says over the page of a question or of files stands where it belongs, and nowhere twice.
function takeMessages() {
  for (const message of all(".toast-body.error")) {
    const failed = queue.find((asked) => asked.failed && !asked.why), files = one(".pq-reading [data-at-work]");
    if (message.dataset.taken || !(lost || failed || files)) continue;
    message.dataset.taken = "yes";
    const words = one(".toast-message-text", message)?.textContent.trim() || "";
    one(".toast-close", message)?.click();
    if (lost) continue;
    if (files) one(".pq-reading").replaceChildren(make("li", { textContent: words }));
    else { failed.why = words; drawQueue(); }
  }
}

// Gradio draws the list, the article and what became of files anew when they change.
function changed() {
  if (!begun) take();
  settle();
  listChanged();
  filesTaken();
  takeMessages();
}
new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
changed();
