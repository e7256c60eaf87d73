// Saving cells: shown at once, sent one request after another, each answered cell by cell. A refusal stands at its cell with
// what was typed; whatever was changed can be taken back with the notice or Ctrl-Z.
import { announce } from "./announce.js";
import { gridOf, recordOf } from "./grid.js";
import { csrfToken } from "./htmx.js";
import { toast } from "./toast.js";

const kept = new WeakMap(); // what stood in a cell before it was refused
let queue = Promise.resolve();

export function save(origin, changes) {
  const grid = gridOf(origin);
  const before = changes.map(({ cell }) => ({ cell, nodes: [...cell.childNodes] }));
  const sent = changes.map(({ cell, value }) => ({ id: recordOf(cell), field: cell.dataset.cell, value }));
  for (const { cell, said } of changes) showMeanwhile(cell, said);
  queue = queue.then(() => send(grid, sent, before));
  return queue;
}

function showMeanwhile(cell, said) {
  forget(cell);
  cell.classList.add("saving");
  const text = cell.querySelector(".row-name");
  if (text) text.textContent = said;
  else cell.textContent = said || "—";
}

async function send(grid, sent, before) {
  try {
    const answer = await fetch(grid.dataset.cells, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ cells: sent }),
    });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json(), before);
  } catch (error) {
    for (const { cell, nodes } of before) restore(cell, nodes);
    const lost = error instanceof TypeError;
    toast({ text: lost ? "No connection. Nothing was changed." : error.message === "403" ? "You may not do that." : "The server could not do that. Nothing was changed.", tone: "bad" });
  }
}

function restore(cell, nodes) {
  cell.classList.remove("saving");
  cell.replaceChildren(...nodes);
}

function find(id, field) {
  return document.querySelector(`.grid tr[data-value="${CSS.escape(id)}"] > [data-cell="${CSS.escape(field)}"]`);
}

function show({ cells, notice, undo }, before) {
  cells.forEach((result, at) => {
    const cell = find(result.id, result.field) ?? before[at].cell;
    cell.classList.remove("saving");
    if ("refusal" in result) refuse(cell, before[at].nodes, result.refusal);
    else draw(cell, result);
  });
  const refused = cells.filter((each) => "refusal" in each);
  if (refused.length) announce(refused.length === 1 ? refused[0].refusal : `${refused.length} cells were refused`);
  if (notice) toast({ text: notice, tone: refused.length ? "warn" : "good", undo, instead: "cells" });
}

function draw(cell, { html, value }) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const focused = cell.contains(document.activeElement);
  const name = cell.querySelector(".row-name");
  if (name) name.textContent = fresh.content.textContent;
  else cell.replaceChildren(fresh.content);
  cell.dataset.value = value;
  for (const each of cell.querySelectorAll("a, button")) each.tabIndex = -1;
  if (focused) (cell.querySelector(".row-link") ?? cell).focus();
}

function refuse(cell, nodes, refusal) {
  kept.set(cell, nodes);
  const told = document.createElement("span");
  told.className = "cell-refusal";
  told.id = `refusal-${crypto.randomUUID()}`;
  told.textContent = refusal;
  cell.append(told);
  cell.classList.add("refused");
  cell.setAttribute("aria-invalid", "true");
  cell.setAttribute("aria-describedby", told.id);
}

// Back to what stood there before it was refused.
export function forget(cell) {
  if (!kept.has(cell)) return false;
  cell.replaceChildren(...kept.get(cell));
  kept.delete(cell);
  cell.classList.remove("refused");
  cell.removeAttribute("aria-invalid");
  cell.removeAttribute("aria-describedby");
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const cell = event.target.closest?.(".grid .refused");
  if (!cell || !forget(cell)) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
