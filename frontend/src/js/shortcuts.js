// Single letters for what a page is for, "g" and a letter to go somewhere, "?" for the list of them.
// Elements declare themselves: data-key="n" is pressed, data-go="p" follows "g", data-filter takes "/".
import { openDialog } from "./dialog.js";
import { moveInTable, openRow, toggleRow } from "./selection.js";

const GO_WITHIN = 1200;
let going = 0;

const always = [
  ["Find or do", ["Ctrl", "K"]],
  ["This list", ["?"]],
];
const writing = [["Send what was written", ["Ctrl", "Enter"]]];
const tables = [
  ["Next and previous row", ["J", "K"]],
  ["Select the row", ["X"]],
  ["Open the row", ["Enter"]],
];
const sheets = [
  ["Walk the cells", ["←", "↑", "↓", "→"]],
  ["Span a block of cells", ["Shift", "←", "→"]],
  ["Edit the cell", ["Enter"]],
  ["Edit a name", ["F2"]],
  ["Empty the cells", ["Delete"]],
  ["Copy, paste from a spreadsheet", ["Ctrl", "C / V"]],
  ["Take the last change back", ["Ctrl", "Z"]],
  ["Select the row from any cell", ["Shift", "Space"]],
  ["Column wider, narrower (at its head)", ["Alt", "←", "→"]],
  ["Move the column (at its head)", ["Alt", "Shift", "←", "→"]],
  ["Menu of the column (at its head)", ["Alt", "↓"]],
];

// What was closed a moment ago keeps the focus until the next frame: whoever types then no longer types into it.
function typing(target) {
  const field = target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open], .menu:popover-open");
  return Boolean(field?.checkVisibility());
}

// What a closed menu offers is a key away, too; what a dialog offers is not.
function reachable(element) {
  return !element.closest("dialog") && (Boolean(element.closest("[popover]")) || element.checkVisibility());
}

function press(selector) {
  const element = [...document.querySelectorAll(selector)].find(reachable);
  if (element?.matches("textarea, input")) element.focus();
  else element?.click();
  return Boolean(element);
}

const commands = {
  "?": showHelp,
  "/": focusFilter,
  j: () => moveInTable(+1),
  k: () => moveInTable(-1),
  x: toggleRow,
  o: openRow,
};

function focusFilter() {
  const filter = document.querySelector("[data-filter]");
  filter?.focus();
  filter?.select();
  return Boolean(filter);
}

// Where Enter begins a new line, Ctrl and Enter send what was written. Who sent it, or presses Escape, has the letters of the page again.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || !event.target.matches?.("textarea")) return;
  const isPage = !event.target.closest("dialog, [popover]");
  if (event.key === "Escape" && isPage) event.target.blur();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const fields = [...(event.target.form?.elements ?? [])];
  const submit = fields.slice(fields.indexOf(event.target)).find((field) => field.type === "submit");
  if (!submit) return;
  event.preventDefault();
  submit.form.requestSubmit(submit);
  if (isPage && submit.form.checkValidity()) event.target.blur();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (Date.now() - going < GO_WITHIN) {
    going = 0;
    if (press(`[data-go="${CSS.escape(key)}"]`)) event.preventDefault();
    return;
  }
  if (key === "g") going = Date.now();
  else if (press(`[data-key="${CSS.escape(key)}"]`) || commands[key]?.()) event.preventDefault();
});

export function showHelp() {
  const list = document.querySelector("[data-shortcut-list]");
  if (!list) return false;
  const has = (selector) => document.querySelector(selector);
  const declared = [...document.querySelectorAll("[data-key]:not(dialog *)")].filter((each) => each.dataset.key !== "?");
  list.replaceChildren(
    ...always.map(line),
    ...declared.map((each) => line([name(each), [each.dataset.key]])),
    ...(has("textarea") ? writing.map(line) : []),
    ...(has("[data-filter]") ? [line(["Filter the list", ["/"]])] : []),
    ...(has("[data-selectable]") ? tables.map(line) : []),
    ...(has(".grid") ? sheets.map(line) : []),
    ...[...document.querySelectorAll("[data-go]")].map((each) => line([`Go to ${name(each)}`, ["G", each.dataset.go]])),
  );
  openDialog("help");
  return true;
}

function name(element) {
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll(".kbd, .side-count, small")) extra.remove();
  return element.dataset.keyLabel ?? (copy.textContent.trim() || element.getAttribute("aria-label"));
}

function line([words, keys]) {
  const item = document.createElement("li");
  const text = document.createElement("span");
  text.textContent = words;
  const side = document.createElement("span");
  for (const key of keys) {
    const kbd = document.createElement("kbd");
    kbd.className = "kbd";
    kbd.textContent = key.length === 1 ? key.toUpperCase() : key;
    side.append(kbd, " ");
  }
  item.append(text, side);
  return item;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) showHelp();
});
