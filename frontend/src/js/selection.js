// Rows of a table: choosing one, a range with Shift, all of the page; the bar of actions rises with the first.
import { announce } from "./announce.js";

let last;

function boxes(table) {
  return [...table.querySelectorAll("tbody .select input")];
}

function bulkOf(table) {
  return document.querySelector(`[data-bulk-for="${CSS.escape(table.id)}"]`);
}

function refresh(table) {
  const all = boxes(table);
  const count = all.filter((box) => box.checked).length;
  const head = table.querySelector("[data-select-all]");
  if (head) {
    head.checked = count > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
  }
  const bulk = bulkOf(table);
  if (!bulk) return;
  bulk.hidden = count === 0;
  bulk.querySelector("[data-bulk-count]").textContent = count;
}

function everything(bulk, on) {
  bulk.elements.everything.value = on ? "1" : "";
  bulk.querySelector("[data-bulk-all]")?.setAttribute("aria-pressed", String(on));
}

function say(table) {
  const count = boxes(table).filter((box) => box.checked).length;
  announce(count ? `${count} selected` : "Nothing selected");
}

function range(table, box, checked) {
  const all = boxes(table);
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
  if (from >= 0) for (const each of all.slice(from, to + 1)) each.checked = checked;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest(".table[data-selectable] input[type=checkbox]");
  if (box) {
    const table = box.closest(".table");
    if (box.matches("[data-select-all]")) for (const each of boxes(table)) each.checked = box.checked;
    else if (event.shiftKey && last) range(table, box, box.checked);
    last = box;
    refresh(table);
    if (bulkOf(table)) everything(bulkOf(table), false);
    say(table);
  }
  const all = event.target.closest("[data-bulk-all]");
  if (all) everything(all.closest(".bulk"), all.getAttribute("aria-pressed") !== "true");
});

function current() {
  return document.activeElement?.closest?.(".table tbody tr");
}

export function moveInTable(step) {
  const table = current()?.closest(".table") ?? document.querySelector(".table:has(.row-link)");
  if (!table) return false;
  const rows = [...table.querySelectorAll("tbody tr:has(.row-link)")];
  const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(current()) + step))];
  next?.querySelector(".row-link").focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

export function toggleRow() {
  const box = current()?.querySelector(".select input");
  box?.click();
  return Boolean(box);
}

export function openRow() {
  const link = current()?.querySelector(".row-link");
  link?.click();
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const bulk = document.querySelector(".bulk:not([hidden])");
  if (!bulk || document.querySelector("dialog[open], :popover-open")) return;
  const table = document.getElementById(bulk.dataset.bulkFor);
  for (const box of boxes(table)) box.checked = false;
  refresh(table);
  everything(bulk, false);
  say(table);
});

function refreshAll() {
  for (const table of document.querySelectorAll(".table[data-selectable]")) refresh(table);
}
document.addEventListener("htmx:afterSettle", refreshAll);
refreshAll();
