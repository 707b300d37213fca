// The visitor's page keeps itself up to date: it asks every few seconds, and says so when it gets no answer.

const POLL_MS = 5000;
const LOST_MS = 20_000;
const ENDED = ["done", "expired", "left"]; // nothing more will come
const language = document.documentElement.lang;
const part = (id) => document.getElementById(id);
let heard = performance.now();

function draw(ticket) {
  document.body.dataset.state = ticket.state;
  for (const [id, words] of [["text", ticket.text], ["desk", ticket.desk], ["ahead", ticket.ahead_text]]) {
    const text = words ? words[language] : "";
    if (part(id).textContent !== text) part(id).textContent = text; // an unchanged live region stays silent
    part(id).hidden = !text;
  }
  const where = ticket.desk ? ticket.desk[language] : ticket.text[language];
  document.title = `${ticket.number} · ${where}`;
}

async function ask() {
  try {
    const reply = await fetch(`${location.pathname}.json`, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    draw(await reply.json());
    heard = performance.now();
  } catch {
    // told below, once it has lasted
  }
  part("lost").hidden = performance.now() - heard < LOST_MS;
  if (!ENDED.includes(document.body.dataset.state)) setTimeout(ask, POLL_MS);
}

setTimeout(ask, POLL_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) heard = Math.max(heard, performance.now() - LOST_MS / 2); // a phone that slept has not lost us
});
