// One sentence for people who listen to the page.
const announcer = document.querySelector("[data-announcer]");

export function announce(text) {
  if (!announcer) return;
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}
