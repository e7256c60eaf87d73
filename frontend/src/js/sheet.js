// A sheet: a popover with a form in it, fetched when its button is pressed (data-sheet on a link with hx-get) and placed below.
import { placeBelow } from "./menu.js";

let opener = null;

export function remember(button) {
  opener = button.id;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sheet]");
  if (button) remember(button);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const sheet = event.detail.target?.closest?.(".sheet");
  if (!sheet || sheet.matches(":popover-open") || !sheet.firstElementChild) return;
  sheet.showPopover();
  placeBelow(sheet, document.getElementById(opener));
  (sheet.querySelector("[autofocus]") ?? sheet.querySelector("input:not([type=hidden]), select") ?? sheet.querySelector("button, a"))?.focus();
});

document.addEventListener("toggle", (event) => {
  const sheet = event.target;
  if (!sheet.matches?.(".sheet")) return;
  const open = event.newState === "open";
  const button = document.getElementById(opener);
  button?.setAttribute("aria-expanded", String(open));
  if (open) return;
  sheet.replaceChildren();
  if (document.activeElement === document.body) button?.focus();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sheet-close]")) event.target.closest(".sheet")?.hidePopover();
});
document.addEventListener("closesheet", () => document.querySelector(".sheet:popover-open")?.hidePopover());
