// What just happened, for a few seconds, with a way back. The server says it with
// HX-Trigger: {"toast": {"text": "…", "tone": "good", "undo": "/url/to/post"}} or with Django's messages. A notice `instead` of
// another of that name takes its place.
import { icon } from "./icon.js";
import { offer, taken } from "./undo.js";

const SECONDS = 6;
const SECONDS_WITH_UNDO = 10;
const region = document.querySelector("[data-toasts]");

export function toast({ text, tone = "", undo = "", instead = "" }) {
  if (instead) region.querySelector(`[data-instead="${instead}"]`)?.remove();
  const item = document.createElement("div");
  item.dataset.instead = instead;
  item.className = `toast ${tone}`;
  item.dataset.toast = "";
  if (tone) item.append(icon(tone === "good" ? "circle-check" : "circle-alert"));

  const words = document.createElement("span");
  words.className = "toast-text";
  words.textContent = text;
  item.append(words);

  if (undo) item.append(undoing(undo));
  const close = button("", { toastClose: "" }, { class: "toast-close", "aria-label": region.dataset.dismiss });
  close.append(icon("x"));
  const time = document.createElement("span");
  time.className = "toast-time";
  item.append(close, time);

  region.append(item);
  document.dispatchEvent(new CustomEvent("contentadded", { detail: item }));
  count(item);
}

// On a list only the list is drawn anew, elsewhere the page.
function undoing(undo) {
  offer(undo);
  const target = document.getElementById("list") ? { "hx-target": "#list" } : {};
  return button(region.dataset.undo, { toastUndo: "" }, { "hx-post": undo, "hx-swap": "none", ...target });
}

function button(text, data, attributes) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  Object.assign(made.dataset, data);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// The bar's animation is the clock: hovering or focusing the toast pauses both.
function count(item) {
  const seconds = item.querySelector("[data-toast-undo]") ? SECONDS_WITH_UNDO : SECONDS;
  item.style.setProperty("--toast-time", `${seconds}s`);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    setTimeout(() => item.remove(), seconds * 1000);
  } else {
    item.querySelector(".toast-time").addEventListener("animationend", () => item.remove());
  }
}

document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const button = event.detail.successful && event.target.closest?.("[data-toast-undo]");
  if (!button) return;
  taken(button.getAttribute("hx-post"));
  button.closest("[data-toast]").remove();
});
for (const item of region?.querySelectorAll("[data-toast]") ?? []) {
  offer(item.querySelector("[data-toast-undo]")?.getAttribute("hx-post"));
  count(item);
}
