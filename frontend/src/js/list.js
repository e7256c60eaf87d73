// What a list does as a whole: Ctrl-Z, drawing itself anew when something beside it has changed, the builder of filters.
import { htmx } from "./htmx.js";
import { remember } from "./sheet.js";
import { last } from "./undo.js";

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || typing(event.target)) return;
  const undo = last();
  if (!undo) return;
  event.preventDefault();
  for (const button of document.querySelectorAll("[data-toast-undo]")) if (button.getAttribute("hx-post") === undo) button.closest("[data-toast]").remove();
  htmx.ajax("POST", undo, { swap: "none", target: document.getElementById("list") ?? document.body });
});

document.addEventListener("listchanged", () => {
  htmx.ajax("GET", location.pathname + location.search, { target: "#list", swap: "outerHTML" });
});

// A group unfolds: its rows are fetched the first time.
document.addEventListener("click", (event) => {
  const fold = event.target.closest(".grid .fold");
  if (!fold) return;
  const rows = document.getElementById(fold.getAttribute("aria-controls"));
  const open = rows.hidden;
  rows.hidden = !open;
  fold.setAttribute("aria-expanded", String(open));
  if (open) rows.dispatchEvent(new CustomEvent("unfold"));
});

// What is typed to look something up is no step in a form that is drawn anew at each step.
document.addEventListener("change", (event) => {
  if (event.target.matches("#filter-form :is([name=q], textarea), [data-narrow]")) event.stopPropagation();
}, true);

// What is unfolded in a sheet stays so when the sheet is drawn anew, and stays where it was scrolled to. So does what one is typing.
let unfolded = [];
let typed = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "sheet") return;
  const busy = event.detail.target.querySelector("input:focus:not([type=checkbox], [type=radio])");
  typed = busy?.id && busy.value !== busy.defaultValue ? { id: busy.id, value: busy.value } : null;
  unfolded = [...event.detail.target.querySelectorAll("details[open][id]")].map((each) => [each.id, each.lastElementChild.scrollTop]);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "sheet") return;
  for (const [id, top] of unfolded) {
    const details = document.getElementById(id);
    if (!details) continue;
    details.open = true;
    details.lastElementChild.scrollTop = top;
  }
  const field = typed && document.getElementById(typed.id);
  if (!field || field.value === typed.value) return;
  field.value = typed.value;
  field.addEventListener("blur", () => field.dispatchEvent(new Event("change", { bubbles: true })), { once: true });
});

// What has gone below the names is parted from them by a line.
document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(".table-frame.sheeted")) event.target.classList.toggle("scrolled", event.target.scrollLeft > 0);
}, true);

// An operation that was started or is taken back: its notice looks again by itself until it is over.
document.addEventListener("follow", (event) => {
  const notice = document.createElement("div");
  const asking = { "hx-get": event.detail.url, "hx-trigger": "load delay:1ms", "hx-swap": "outerHTML" };
  for (const [name, value] of Object.entries(asking)) notice.setAttribute(name, value);
  document.querySelector("[data-toasts]").append(notice);
  htmx.process(notice);
});

// A press on "Filter by this" in the menu of a column opens the builder with a line for it.
document.addEventListener("filterby", (event) => {
  const opener = event.target;
  const url = new URL(opener.getAttribute("hx-get"), location.href);
  url.searchParams.set("add", event.detail.field);
  remember(opener);
  htmx.ajax("GET", url.pathname + url.search, { target: "#sheet", swap: "innerHTML", source: opener });
}, true);
