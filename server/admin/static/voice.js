// Tries a sentence: the form's answer is a sound, played here, with the words that were said.

const form = document.getElementById("try");
const said = document.getElementById("said");
const failed = document.getElementById("failed");
const sound = document.getElementById("sound");
const button = form.querySelector("button");

for (const choice of form.querySelectorAll("[name=what]")) choice.addEventListener("change", choose);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  listen();
});
choose();

function choose() {
  const what = form.elements.what.value;
  for (const part of form.querySelectorAll("[data-what]")) part.hidden = part.dataset.what !== what;
}

async function listen() {
  button.disabled = true;
  failed.hidden = true;
  try {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (!reply.ok) return refuse((await reply.json()).error);
    said.textContent = decodeURIComponent(reply.headers.get("X-Luot-Said") ?? "");
    said.hidden = sound.hidden = false;
    URL.revokeObjectURL(sound.src);
    sound.src = URL.createObjectURL(await reply.blob());
    await sound.play();
  } catch {
    refuse({ vi: "Chưa nghe thử được. Mời bấm lại.", en: "It could not be played. Please press again." });
  } finally {
    button.disabled = false;
  }
}

function refuse({ vi, en }) {
  said.hidden = sound.hidden = true;
  sound.pause();
  failed.querySelector("b").textContent = vi;
  failed.querySelector("span").textContent = en;
  failed.hidden = false;
}
