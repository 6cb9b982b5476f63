// The list of articles: a column where there is room, a drawer over the page on a laptop, a sheet on a phone.
const list = () => one(".pq-list");

// Gradio keeps our style to its own container, so the sign is put inside it.
function openSources(open) {
  one("#pq-main").classList.toggle("pq-sources-open", open);
  one("[data-open-sources]").setAttribute("aria-expanded", open);
  if (open && !wide()) one("[data-close-sources]")?.focus({ preventScroll: true });
  else if (!open) one("[data-open-sources]").focus({ preventScroll: true });
}
onClick("open-sources", () => {
  if (wide()) one("#pq-main").classList.toggle("pq-sources-shut");
  else openSources(!one(".pq-sources-open"));
});
onClick("close-sources", () => openSources(false));

onClick("read", (button) => {
  one("#pq-main").classList.remove("pq-sources-open");
  openPane();
  trigger("read", { article: button.dataset.read });
});
onClick("remove", (button) => {
  change({ articles: filters.articles.filter((id) => id !== button.dataset.remove) });
  trigger("remove", { article: button.dataset.remove });
  announce("Removed");
});

function showAll() {
  const every = one("[data-all]"), ticks = all("[data-tick]"), on = ticks.filter((tick) => tick.checked).length;
  if (!every) return;
  every.checked = on === ticks.length;
  every.indeterminate = on > 0 && on < ticks.length;
}
document.addEventListener("change", (event) => {
  const it = event.target;
  if ("all" in it.dataset) for (const tick of all("[data-tick]")) tick.checked = it.checked;
  else if (!("tick" in it.dataset)) return;
  const ticks = all("[data-tick]"), on = ticks.filter((tick) => tick.checked);
  change({ articles: on.length === ticks.length ? [] : on.map((tick) => tick.closest("li").dataset.article) });
  showAll();
});
document.addEventListener("input", (event) => {
  if (!("narrow" in event.target.dataset)) return;
  const words = event.target.value.toLowerCase();
  for (const row of all("#pq-list li")) row.hidden = !row.textContent.toLowerCase().includes(words);
});

// Files that are being read stand in the list at once.
document.addEventListener("change", (event) => { if (event.target.closest("#pq-files")) reading(event.target.files); });
document.addEventListener("drop", (event) => {
  if (event.target.closest?.("#pq-files")) reading(event.dataTransfer.files);
}, true);
let lastResult = null; // what was said of the files before these
function reading(files) {
  lastResult = one("#pq-taken .pq-result");
  one(".pq-reading").replaceChildren(...[...files].map((file) => readingRow(file.name)));
}
function readingRow(name) {
  const row = make("li", {}, make("span", { textContent: name }), " reading …");
  row.dataset.atWork = "yes";
  return row;
}

let listShown = ""; // what was drawn when the fields were last made to fit
function listChanged() {
  if (!list() || !box()) return;
  const there = new Set(all("#pq-list li").map((row) => row.dataset.article));
  const now = [...there, one("[data-choices]").dataset.choices].join("\n");
  if (now === listShown) return;
  listShown = now;
  const gone = filters.articles.filter((id) => id.startsWith("own:") && !there.has(id));
  if (gone.length && begun) change({ articles: filters.articles.filter((id) => !gone.includes(id)) });
  showChoices();
  showFields();
  drawFilters();
}
function filesTaken() {
  const result = one("#pq-taken .pq-result");
  if (result && result !== lastResult) one(".pq-reading")?.replaceChildren();
}
