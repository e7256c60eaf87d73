// A table walked like a sheet: one cell has the focus, arrows move it, Shift with them spans a block.
// In the column of names the focus is on the link, so that the letters of the list work there; elsewhere typing edits.
import { announce } from "./announce.js";

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let place = null; // where the focus was before a swap: { row, column }
let column = 0;
let span = null; // { from, to }, the corners of a block

export const gridOf = (element) => element?.closest?.(".grid");
export const rowsOf = (grid) => [...grid.querySelectorAll("tr")].filter((row) => row.checkVisibility());
export const cellsOf = (row) => [...row.children].filter((cell) => cell.checkVisibility());
export const cellOf = (element) => element?.closest?.(".grid :is(td, th)");
export const recordOf = (cell) => cell.closest("tr").dataset.value;

export function focusOf(cell) {
  return cell.querySelector(":scope > :is(.row-link, input[type=checkbox], a.sort, button.fold)") ?? cell;
}

export function focusCell(cell) {
  const target = focusOf(cell);
  target.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// The cell so many rows and columns away; the edges hold.
export function cellAt(cell, down, right, { wide = column } = {}) {
  const rows = rowsOf(gridOf(cell));
  const at = rows.indexOf(cell.parentElement);
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + down))];
  const cells = cellsOf(row);
  const from = row === cell.parentElement ? cells.indexOf(cell) : wide;
  return cells[Math.max(0, Math.min(cells.length - 1, from + right))];
}

export function move(cell, down, right) {
  const next = cellAt(cell, down, right);
  const kept = column;
  focusCell(next);
  if (down && !right) column = kept;
  return next;
}

// ------------------------------------------------------------------------------------------------ blocks of cells

export function block(cell) {
  if (!span) return [[cell]];
  const rows = rowsOf(gridOf(cell));
  const [top, bottom] = [span.from, span.to].map((each) => rows.indexOf(each.parentElement)).sort((a, b) => a - b);
  const [left, right] = [span.from, span.to].map((each) => cellsOf(each.parentElement).indexOf(each)).sort((a, b) => a - b);
  return rows.slice(top, bottom + 1).map((row) => cellsOf(row).slice(left, right + 1));
}

function stretch(cell, down, right) {
  const to = cellAt(span?.to ?? cell, down, right, { wide: cellsOf((span?.to ?? cell).parentElement).indexOf(span?.to ?? cell) });
  if (!recordOf(to)) return;
  span = { from: span?.from ?? cell, to };
  mark(cell);
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
  const cells = block(cell);
  announce(`${cells.length} by ${cells[0].length} cells`);
}

function mark(cell) {
  for (const each of gridOf(cell).querySelectorAll("[aria-selected]")) each.removeAttribute("aria-selected");
  for (const each of block(cell).flat()) each.setAttribute("aria-selected", "true");
}

export function letGo(grid) {
  if (!span) return false;
  span = null;
  for (const each of grid.querySelectorAll("[aria-selected]")) each.removeAttribute("aria-selected");
  return true;
}

// ------------------------------------------------------------------------------------------------------------ keys

function page(cell) {
  const frame = cell.closest(".table-frame");
  return Math.max(1, Math.floor(frame.clientHeight / cell.offsetHeight) - 2);
}

function jump(event, cell) {
  const far = event.ctrlKey || event.metaKey;
  const row = cell.parentElement;
  switch (event.key) {
    case "Home": return far ? cellsOf(rowsOf(gridOf(cell))[1] ?? row)[1] : cellsOf(row)[Math.min(1, cellsOf(row).length - 1)];
    case "End": return cellsOf(far ? rowsOf(gridOf(cell)).at(-1) : row).at(-1);
    case "PageUp": return cellAt(cell, -page(cell), 0);
    case "PageDown": return cellAt(cell, page(cell), 0);
    default: return null;
  }
}

function escape(cell, grid) {
  if (letGo(grid)) return true;
  const link = cell.parentElement.querySelector(".row-link");
  if (!link || document.activeElement === link) return false;
  focusCell(cellOf(link));
  return true;
}

function walked(event, cell, grid) {
  const arrow = ARROWS[event.key];
  if (arrow && event.altKey) return false;
  if (arrow && event.shiftKey && recordOf(cell) && cell.dataset.cell) {
    stretch(cell, ...arrow);
    return true;
  }
  if (arrow) {
    letGo(grid);
    move(cell, ...arrow);
    return true;
  }
  if (event.key === "Escape") return escape(cell, grid);
  if (event.key === " " && event.shiftKey) {
    cell.parentElement.querySelector(".select input")?.click();
    return true;
  }
  const next = jump(event, cell);
  if (next) focusCell(next);
  return Boolean(next);
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  const grid = gridOf(cell);
  if (!grid) {
    if (event.key === "ArrowDown" && event.target === document.body) enter(event);
    return;
  }
  if (event.defaultPrevented || event.isComposing || event.target.closest(".cell-editor, [popover], dialog")) return;
  if (walked(event, cell, grid)) event.preventDefault();
});

function enter(event) {
  const first = document.querySelector(".grid .row-link");
  if (!first) return;
  event.preventDefault();
  focusCell(cellOf(first));
}

// --------------------------------------------------------------------------------------------- one stop for the Tab

document.addEventListener("focusin", (event) => {
  const cell = cellOf(event.target);
  const grid = gridOf(cell);
  if (!grid || event.target.closest(".cell-editor")) return;
  for (const each of grid.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1;
  focusOf(cell).tabIndex = 0;
  column = cellsOf(cell.parentElement).indexOf(cell);
  place = { row: recordOf(cell), column };
});

document.addEventListener("pointerdown", (event) => {
  const grid = gridOf(event.target);
  const cell = cellOf(event.target);
  if (!grid || !event.shiftKey || !cell?.dataset.cell || !recordOf(cell)) {
    if (grid) letGo(grid);
    return;
  }
  const from = cellOf(document.activeElement);
  if (!from?.dataset.cell || gridOf(from) !== grid) return;
  event.preventDefault();
  span = { from, to: cell };
  mark(from);
});

function prepare(grid) {
  for (const each of grid.querySelectorAll("td :is(a, button, input), th :is(a, button, input)")) each.tabIndex = -1;
  const start = grid.querySelector("tbody .row-link") ?? grid.querySelector("a.sort");
  if (start) start.tabIndex = 0;
}

document.addEventListener("htmx:load", (event) => {
  const arrived = event.detail.elt;
  for (const grid of arrived.querySelectorAll?.(".grid") ?? []) prepare(grid);
  const inside = arrived.matches?.(".grid *") ? gridOf(arrived) : null;
  for (const each of inside ? arrived.querySelectorAll(":is(td, th) :is(a, button, input)") : []) each.tabIndex = -1;
});

// After the list was drawn anew, the focus is where it was, if it was in the list.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "list") span = null;
  if (event.detail.target?.id !== "list" || cellOf(document.activeElement)) return;
  place = null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "list" && event.detail.elt?.id !== "list") return;
  if (!place || document.activeElement !== document.body) return;
  const row = document.querySelector(`.grid tr[data-value="${CSS.escape(place.row ?? "")}"]`);
  const cell = row ? cellsOf(row)[place.column] : null;
  if (cell) focusCell(cell);
});

for (const grid of document.querySelectorAll(".grid")) prepare(grid);
