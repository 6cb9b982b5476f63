// The conversation outlasts a reload, and can be saved whole.
const MOST_KEPT = 700000; // bytes: the server takes a megabyte

function exchanges() {
  return all(".pq-exchange").map((exchange) => ({
    id: exchange.dataset.id,
    query: exchange.dataset.query,
    mistake: one("[data-mistake]", exchange)?.dataset.mistake || "",
    replies: all(".pq-actions[data-key]", exchange).map((card) => ({
      own: card.dataset.own === "yes",
      receipt: card.dataset.own === "yes" ? "" : one("[data-save]", card)?.dataset.save || "",
    })),
  }));
}
// The newest that there is room for.
function keepConversation() {
  let some = exchanges();
  while (some.length && (new Blob([JSON.stringify(some)]).size > MOST_KEPT || !keep("conversation", some))) some = some.slice(1);
  if (!some.length) keep("conversation", []);
}

function asMarkdown() {
  const parts = all(".pq-exchange").map((exchange) => {
    const only = all(".pq-understood", exchange).map((line) => line.textContent).filter((words) => words.startsWith("Only "));
    const cards = all("[data-markdown]", exchange).map((card) => card.dataset.markdown);
    const asked = one(".pq-question", exchange).lastChild.textContent;
    const wrong = all("[data-mistake]", exchange).map((card) => `*Not answered:* ${card.dataset.mistake}\n`);
    return [`## ${asked}`, ...only, ...cards, ...wrong].join("\n\n");
  });
  return `# A conversation with Pullquote\n\n${parts.join("\n")}`;
}
function asJson() {
  const conversation = all(".pq-exchange").map((exchange) => {
    const link = new URLSearchParams(exchange.dataset.query);
    const filters = [...link].filter(([name]) => !["q", "h", "typed", "own"].includes(name));
    return {
      question: link.get("q"),
      filters: filters.map(([name, value]) => ({ name, value })),
      mistake: one("[data-mistake]", exchange)?.dataset.mistake || null,
      receipts: all("[data-save]", exchange).map((button) => JSON.parse(button.dataset.save)),
    };
  });
  return JSON.stringify({ format: 1, conversation }, null, 1);
}
onClick("save-all", (button) => {
  button.closest("details").open = false;
  if (!one(".pq-exchange")) { announce("Nothing has been asked yet"); return; }
  if (button.dataset.saveAll === "json") save(asJson(), "pullquote-conversation.json", "application/json", "Conversation saved");
  else save(asMarkdown(), "pullquote-conversation.md", "text/markdown", "Conversation saved");
});
