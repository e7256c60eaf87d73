// One sentence for people who listen to the page; the server says it with HX-Trigger: {"announce": {"text": "…"}}.
const announcer = document.querySelector("[data-announcer]");

export function announce(text) {
  if (!announcer) return;
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}

document.addEventListener("announce", (event) => announce(event.detail.text));
