// While the rehearsal gets ready: looks every second, then shows what to do.
async function look() {
  try {
    const { state } = await (await fetch("/admin/setup/rehearsal/state.json", { headers: { Accept: "application/json" } })).json();
    if (state !== "starting") return location.reload();
  } catch {
    // the server is busy for a moment: it is asked again
  }
  setTimeout(look, 1000);
}

setTimeout(look, 1000);
