// While a printer is being probed: looks every second whether its agent has told the end, then shows it.
const EVERY_MS = 1000;
const asking = [...document.querySelectorAll(".asking")].map((one) => one.dataset.printer);

async function look() {
  try {
    const states = await (await fetch("/admin/setup/printers/state.json", { headers: { Accept: "application/json" } })).json();
    if (asking.some((printer) => !["asked", "claimed"].includes(states[printer]))) return location.reload();
  } catch {
    // the server is away for a moment: it is asked again
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
