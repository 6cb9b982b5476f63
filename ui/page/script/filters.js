// What is asked of, as chips above the box and as fields: outlets, articles, their own fields (lines such as
// section=sport), days, and how sure an answer must be.
const none = () => ({ outlets: [], articles: [], where: [], after: "", before: "", as_of: "", refuse: "" });
const filters = { ...none(), ...(kept("filters") || {}) };
const DAYS = { after: "From", before: "Up to", "as-of": "As known on" };
const field = (name) => name.replace("-", "_");
const dayBox = (name) => one(`#pq-${name}`);

// A day, month or year as the server reads it: "" where it is one, else what is wrong.
function dayMistake(words) {
  if (!words) return "";
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(words);
  if (!found) return `“${words}” is no date; write 2017, 2017-08 or 2017-08-18`;
  const [year, month, day] = [Number(found[1]), Number(found[2] || 1), Number(found[3] || 1)];
  const real = new Date(Date.UTC(2000, month - 1, day));
  real.setUTCFullYear(year, month - 1, day);
  const right = year > 0 && real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
  return right ? "" : `there is no ${words}`;
}

function readDay(name) {
  const words = dayBox(name).value.trim(), wrong = dayMistake(words), said = one(`#pq-${name}-error`);
  said.textContent = wrong;
  said.hidden = !wrong;
  dayBox(name).setAttribute("aria-invalid", Boolean(wrong));
  if (!wrong) change({ [field(name)]: words });
  return !wrong;
}

// Whether all fields can be understood; the first that cannot is shown, and nothing is cleared.
function fieldsRead() {
  const wrong = Object.keys(DAYS).filter((name) => !readDay(name));
  if (!filters.articles.length && all("[data-tick]").length && !all("[data-tick]:checked").length) {
    openSources(true);
    announce("No article is ticked; tick one");
    one("[data-tick]").focus();
    return false;
  }
  if (!wrong.length) return true;
  one("#pq-filters").open = true;
  dayBox(wrong[0]).focus();
  dayBox(wrong[0]).closest(".pq-field").scrollIntoView({ block: "nearest" }); // what is wrong stands below it
  announce(one(`#pq-${wrong[0]}-error`).textContent);
  return false;
}

function change(some) {
  Object.assign(filters, some);
  keep("filters", filters);
  drawFilters();
}

function articleTitle(id) {
  const row = all("#pq-list li").find((row) => row.dataset.article === id);
  return row ? row.dataset.title : id.startsWith("own:") ? "a file that is not here" : id;
}

function chipsOf() {
  const chips = filters.outlets.map((name) => [name, { outlets: filters.outlets.filter((other) => other !== name) }]);
  const titles = filters.articles.map(articleTitle), total = Number(one(".pq-list")?.dataset.total || 0);
  if (titles.length === 1) chips.push([`“${titles[0]}”`, { articles: [] }]);
  else if (titles.length) chips.push([`${titles.length} of ${total} articles`, { articles: [] }]);
  for (const line of filters.where) chips.push([line.replace("=", ": "), { where: filters.where.filter((other) => other !== line) }]);
  for (const [name, label] of Object.entries(DAYS)) {
    if (filters[field(name)]) chips.push([`${label} ${filters[field(name)]}`, { [field(name)]: "" }]);
  }
  if (filters.refuse) chips.push([`How sure: ${filters.refuse}`, { refuse: "" }]);
  return chips;
}

function drawFilters() {
  const row = one(".pq-chips"), chips = chipsOf();
  row.replaceChildren(...chips.map(([words, without]) => {
    const off = make("button", { type: "button", className: "pq-chip-off", textContent: "✕", ariaLabel: `Without ${words}` });
    off.addEventListener("click", () => { change(without); showFields(); box().focus(); });
    return make("span", { className: "pq-chip-filter" }, words, off);
  }));
}

// The fields show what holds: after a chip was taken off, a link was opened, the list has changed.
function showFields() {
  for (const name of Object.keys(DAYS)) {
    const wrong = dayBox(name).getAttribute("aria-invalid") === "true";
    if (!wrong || filters[field(name)]) dayBox(name).value = filters[field(name)];
  }
  for (const one of all("#pq-outlets input")) one.checked = filters.outlets.includes(one.value);
  for (const one of all("#pq-fields input")) one.checked = filters.where.includes(one.value);
  for (const one of all("[name=refuse]")) one.checked = filters.refuse ? one.value === filters.refuse : "now" in one.dataset;
  for (const tick of all("[data-tick]")) {
    tick.checked = !filters.articles.length || filters.articles.includes(tick.closest("li").dataset.article);
  }
  showAll();
}

function choice(value, words) {
  return make("label", {}, make("input", { type: "checkbox", value }), make("span", { textContent: words }));
}
function showChoices() {
  const { outlets, fields } = JSON.parse(one("[data-choices]").dataset.choices);
  one("#pq-outlets").hidden = outlets.length < 2 && !filters.outlets.length;
  one("#pq-outlets .pq-choices").replaceChildren(...outlets.map((name) => choice(name, name)));
  one("#pq-fields").replaceChildren(...fields.map(([name, texts]) => make("fieldset", { className: "pq-field" },
    make("legend", { textContent: `${name} (none ticked: all)` }),
    make("div", { className: "pq-choices" }, ...texts.map((text) => choice(`${name}=${text}`, text))))));
}

function clearFilters() {
  for (const name of Object.keys(DAYS)) {
    dayBox(name).value = "";
    readDay(name);
  }
  change(none());
  showFields();
}

onClick("clear-filters", clearFilters);
onClick("pick", (button) => {
  const picker = one(`[data-picker="${button.dataset.pick}"]`), words = dayBox(button.dataset.pick).value;
  picker.value = /^\d{4}-\d{2}-\d{2}$/.test(words) ? words : "";
  picker.showPicker();
});
document.addEventListener("change", (event) => {
  const it = event.target, day = it.dataset.day || it.dataset.picker;
  if (it.dataset.picker) dayBox(day).value = it.value;
  if (day) readDay(day);
  else if (it.closest("#pq-outlets")) change({ outlets: all("#pq-outlets input:checked").map((one) => one.value) });
  else if (it.closest("#pq-fields")) {
    const offered = all("#pq-fields input"), kept = filters.where.filter((line) => !offered.some((one) => one.value === line));
    change({ where: [...kept, ...offered.filter((one) => one.checked).map((one) => one.value)] });
  } else if (it.name === "refuse") change({ refuse: "now" in it.dataset ? "" : it.value });
});
