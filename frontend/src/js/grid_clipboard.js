// Cells to and from a spreadsheet: Ctrl-C takes the block as lines and tabs, Ctrl-V puts a column or a block onto the cells from
// the focused one down, after saying how many it will change.
import { announce } from "./announce.js";
import { block, cellAt, cellOf, focusCell, gridOf, recordOf } from "./grid.js";
import { isEditable } from "./grid_edit.js";
import { reach } from "./grid_more.js";
import { save } from "./grid_save.js";
import { toast } from "./toast.js";

const MOST_ROWS = 2000; // as many cells as the server changes at once
let waiting = null; // { origin, changes }

const inSheet = (event) => {
  const cell = cellOf(event.target === document.body ? document.activeElement : event.target);
  return cell?.dataset.cell && recordOf(cell) && !cell.matches(".editing") ? cell : null;
};

// ------------------------------------------------------------------------------------------------------------ copy

function quoted(text) {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const rawIn = (cell) => gridOf(cell).querySelector(`col[data-column="${CSS.escape(cell.dataset.cell)}"]`)?.dataset.raw !== undefined;
const saidOf = (cell) => (rawIn(cell) ? cell.dataset.value : (cell.querySelector(".row-name") ?? cell).textContent.trim().replace(/^—$/, ""));

document.addEventListener("copy", (event) => {
  const cell = inSheet(event);
  if (!cell || !getSelection().isCollapsed) return;
  const cells = block(cell);
  event.clipboardData.setData("text/plain", cells.map((row) => row.map(saidOf).map(quoted).join("\t")).join("\n"));
  event.preventDefault();
  announce(cells.flat().length === 1 ? "Copied" : `Copied ${cells.flat().length} cells`);
});

// ----------------------------------------------------------------------------------------------------------- paste

// Lines and tabs as spreadsheets write them: what has a tab, a line end or a quotation mark in it is in quotation marks.
export function lines(text) {
  const rows = [];
  let row = [];
  const piece = /\s*?(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let found; piece.lastIndex < text.length && (found = piece.exec(text)); ) {
    row.push((found[1] !== undefined ? found[1].replaceAll('""', '"') : found[2]).trim());
    if (found[3] !== "\t") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length) rows.push(row);
  return rows;
}

function under(origin, values) {
  const rows = [];
  for (let down = 0; down < values.length; down += 1) {
    const first = down ? cellAt(origin, down, 0, { wide: [...origin.parentElement.children].indexOf(origin) }) : origin;
    if (!recordOf(first) || (down && first.parentElement === rows.at(-1)?.[0].parentElement)) break;
    const cells = [...first.parentElement.children];
    rows.push(cells.slice(cells.indexOf(first), cells.indexOf(first) + values[down].length));
  }
  return rows;
}

// One value for a whole block, or a block of values from its first cell on.
function planned(origin, values) {
  const chosen = block(origin);
  if (values.length === 1 && values[0].length === 1 && chosen.flat().length > 1) {
    return chosen.flat().map((cell) => ({ cell, value: values[0][0] }));
  }
  const start = chosen[0][0];
  return under(start, values).flatMap((row, down) => row.map((cell, right) => ({ cell, value: values[down][right] })));
}

document.addEventListener("paste", async (event) => {
  const origin = inSheet(event);
  const dialog = document.getElementById("paste");
  if (!origin || !dialog) return;
  event.preventDefault();
  const values = lines(event.clipboardData.getData("text/plain"));
  await reach(block(origin)[0][0], Math.min(values.length, MOST_ROWS));
  const all = planned(origin, values);
  const changes = all.filter(({ cell }) => isEditable(cell)).map((each) => ({ ...each, said: each.value }));
  if (!changes.length) return toast({ text: "Nothing here can be pasted into.", tone: "warn" });
  if (changes.length === 1 && values.flat().length === 1) return void save(origin, changes);
  waiting = { origin, changes };
  preview(dialog, values, all.length);
});

function preview(dialog, values, met) {
  const { changes } = waiting;
  const rows = new Set(changes.map(({ cell }) => recordOf(cell))).size;
  const heads = [...gridOf(waiting.origin).querySelectorAll("thead [data-field]")];
  const names = [...new Set(changes.map(({ cell }) => heads.find((head) => head.dataset.field === cell.dataset.cell)?.dataset.label))];
  const left = Math.max(values.flat().length, met) - changes.length;
  dialog.querySelector("[data-paste-count]").textContent = `${changes.length} ${changes.length === 1 ? "value" : "values"} into ${names.join(", ")}, in ${rows} ${rows === 1 ? "row" : "rows"}`;
  const rest = dialog.querySelector("[data-paste-left]");
  rest.hidden = left <= 0;
  rest.textContent = `${left} more ${left === 1 ? "does" : "do"} not fit: below the list, right of the table, or in a column that cannot be changed here.`;
  for (const { cell } of changes) cell.classList.add("pasting");
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[data-paste-go]").focus();
}

document.addEventListener("close", (event) => {
  if (event.target.id !== "paste" || !waiting) return;
  const { origin, changes } = waiting;
  waiting = null;
  for (const { cell } of changes) cell.classList.remove("pasting");
  focusCell(origin);
  if (event.target.returnValue === "paste") save(origin, changes);
}, true);
