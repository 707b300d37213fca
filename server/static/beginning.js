// The server starts again with a new file: once it answers with another epoch, the administration opens.
const before = document.getElementById("beginning").dataset.epoch;

async function look() {
  try {
    const health = await (await fetch("/health", { cache: "no-store" })).json();
    if (String(health.epoch) !== before) return location.assign("/admin/");
  } catch {
    // not up yet
  }
  setTimeout(look, 500);
}

setTimeout(look, 1000);
