// What just happened, for a few seconds, with a way back. The server says it with
// HX-Trigger: {"toast": {"text": "…", "tone": "good", "undo": "/url/to/post"}} or with Django's messages.
import { icon } from "./icon.js";

const SECONDS = 6;
const SECONDS_WITH_UNDO = 10;
const region = document.querySelector("[data-toasts]");

export function toast({ text, tone = "", undo = "" }) {
  const item = document.createElement("div");
  item.className = `toast ${tone}`;
  item.dataset.toast = "";
  if (tone) item.append(icon(tone === "good" ? "circle-check" : "circle-alert"));

  const words = document.createElement("span");
  words.className = "toast-text";
  words.textContent = text;
  item.append(words);

  if (undo) item.append(button("Undo", { toastUndo: "" }, { "hx-post": undo, "hx-swap": "none" }));
  const close = button("", { toastClose: "" }, { class: "toast-close", "aria-label": "Dismiss" });
  close.append(icon("x"));
  const time = document.createElement("span");
  time.className = "toast-time";
  item.append(close, time);

  region.append(item);
  document.dispatchEvent(new CustomEvent("contentadded", { detail: item }));
  count(item);
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
  if (event.detail.successful) event.target.closest?.("[data-toast-undo]")?.closest("[data-toast]").remove();
});
for (const item of region?.querySelectorAll("[data-toast]") ?? []) count(item);
