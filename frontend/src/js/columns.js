// Columns of a list: their edges are dragged (pressed twice, they fit), their heads have a menu, the chooser is dragged into order.
// By keyboard, on a head: Alt with an arrow makes it wider or narrower, with Shift too moves it, Alt and down opens its menu.
import { announce } from "./announce.js";
import { cellOf, gridOf } from "./grid.js";
import { htmx } from "./htmx.js";

const NARROWEST = 56;
const WIDEST = 900;
const STEP = 16;
const ROOM_FOR_MENU = 40;
const PADDING = 28;
let menuOf = null;

const colOf = (grid, key) => grid.querySelector(`col[data-column="${CSS.escape(key)}"]`);
const keysOf = (grid) => [...grid.querySelectorAll("col[data-column]")].map((col) => col.dataset.column);
const headOf = (grid, key) => grid.querySelector(`th[data-field="${CSS.escape(key)}"]`);
const widthOf = (grid, key) => headOf(grid, key).offsetWidth;

function layout(grid, keys) {
  return keys.map((key) => {
    const width = colOf(grid, key).dataset.width;
    return width ? `${key}:${width}` : key;
  }).join(",");
}

function send(grid, columns) {
  return htmx.ajax("POST", grid.dataset.columns, {
    target: "#list",
    swap: "outerHTML",
    values: { columns, back: grid.dataset.here },
  });
}

function widen(grid, key, width) {
  const kept = Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
  const col = colOf(grid, key);
  const change = kept - widthOf(grid, key);
  col.style.width = `${kept}px`;
  col.dataset.width = kept;
  grid.style.width = `${grid.offsetWidth + change}px`;
  return kept;
}

function natural(grid, key) {
  const head = headOf(grid, key).querySelector(".sort, .head-label").scrollWidth + ROOM_FOR_MENU;
  const cells = [...grid.querySelectorAll(`tbody td[data-cell="${CSS.escape(key)}"]`)];
  return Math.max(head, ...cells.map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const name = cell.querySelector(".row-name");
    return range.getBoundingClientRect().width + (name ? name.scrollWidth - name.offsetWidth : 0) + PADDING;
  }));
}

function fit(grid, key) {
  widen(grid, key, natural(grid, key));
  send(grid, layout(grid, keysOf(grid)));
}

function shift(grid, key, by) {
  const keys = keysOf(grid);
  const at = keys.indexOf(key);
  const to = at + by;
  if (at < 1 || to < 1 || to >= keys.length) return announce("It cannot go further");
  keys.splice(to, 0, keys.splice(at, 1)[0]);
  send(grid, layout(grid, keys)).then(() => {
    const head = headOf(document.getElementById(grid.id), key);
    (head.querySelector("a.sort") ?? head).focus();
    announce(`${head.dataset.label} is column ${to + 1} now`);
  });
}

// -------------------------------------------------------------------------------------------------------- by pointer

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-resize]");
  if (!handle) return;
  event.preventDefault();
  event.stopPropagation();
  const grid = gridOf(handle);
  const key = handle.dataset.resize;
  const from = { x: event.clientX, width: widthOf(grid, key) };
  const drag = (moved) => widen(grid, key, from.width + moved.clientX - from.x);
  handle.setPointerCapture(event.pointerId);
  grid.classList.add("resizing");
  handle.addEventListener("pointermove", drag);
  handle.addEventListener("lostpointercapture", () => {
    handle.removeEventListener("pointermove", drag);
    grid.classList.remove("resizing");
    if (widthOf(grid, key) !== from.width) send(grid, layout(grid, keysOf(grid)));
  }, { once: true });
}, true);

document.addEventListener("dblclick", (event) => {
  const handle = event.target.closest("[data-resize]");
  if (handle) fit(gridOf(handle), handle.dataset.resize);
});

// ------------------------------------------------------------------------------------------------------- by keyboard

let resting;

document.addEventListener("keydown", (event) => {
  const head = cellOf(event.target);
  const key = head?.dataset.field;
  if (!key || !event.altKey || event.ctrlKey || event.metaKey) return;
  const grid = gridOf(head);
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by && event.shiftKey) {
    shift(grid, key, by);
  } else if (by) {
    announce(`${widen(grid, key, widthOf(grid, key) + by * STEP)} pixels`);
    clearTimeout(resting);
    resting = setTimeout(() => send(grid, layout(grid, keysOf(grid))), 700);
  } else if (event.key === "ArrowDown") {
    head.querySelector(".column-menu")?.click();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}, true);

// --------------------------------------------------------------------------------------------------- the menu of a head

document.addEventListener("click", (event) => {
  const button = event.target.closest(".column-menu");
  if (button) {
    menuOf = cellOf(button);
    for (const item of document.querySelectorAll("#column-menu [data-act]")) {
      const { act } = item.dataset;
      item.hidden = ["rising", "falling", "group", "sum"].includes(act) ? !menuOf.dataset[act] : menuOf.dataset.fixed !== undefined && ["left", "right", "hide"].includes(act);
    }
  }
  const item = event.target.closest("#column-menu [data-act]");
  if (item && menuOf) act(gridOf(menuOf), menuOf.dataset.field, item.dataset.act);
});

const go = (url) => htmx.ajax("GET", url, { target: "#list", swap: "outerHTML", push: "true" }).then(() => history.pushState({ htmx: true }, "", url));

function act(grid, key, what) {
  const head = headOf(grid, key);
  switch (what) {
    case "rising": case "falling": case "group": case "sum": return go(head.dataset[what]);
    case "filter": return document.getElementById("filter-open")?.dispatchEvent(new CustomEvent("filterby", { detail: { field: key } }));
    case "fit": return fit(grid, key);
    case "left": return shift(grid, key, -1);
    case "right": return shift(grid, key, 1);
    default: return send(grid, layout(grid, keysOf(grid).filter((each) => each !== key)));
  }
}

// --------------------------------------------------------------------------------------------------------- the chooser

function arranged(list) {
  list.closest("form").dispatchEvent(new CustomEvent("arranged", { bubbles: true }));
}

async function sortable(list) {
  const { default: Sortable } = await import("sortablejs");
  Sortable.create(list, { handle: ".grip", filter: ".fixed", animation: 120, onEnd: () => arranged(list), onMove: ({ related }) => !related.matches(".fixed") });
}

document.addEventListener("htmx:load", (event) => {
  for (const list of event.detail.elt.querySelectorAll?.("[data-arrange]") ?? []) sortable(list);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-arrange] [data-step]");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  const other = button.dataset.step === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (!other || other.matches(".fixed")) return announce("It cannot go further");
  if (button.dataset.step === "up") other.before(item);
  else other.after(item);
  button.focus();
  announce(`${item.dataset.label}, place ${[...item.parentElement.children].indexOf(item) + 1}`);
  arranged(item.parentElement);
});

document.addEventListener("change", (event) => {
  const box = event.target.closest(".column-choice input[type=checkbox]");
  if (!box) return;
  const item = box.closest("li");
  if (box.checked) box.form.querySelector("[data-arrange]").append(item);
  else box.form.querySelector(".column-others")?.prepend(item);
  box.focus();
}, true);

document.addEventListener("input", (event) => {
  const search = event.target.closest("[data-narrow]");
  if (!search) return;
  const wanted = search.value.trim().toLowerCase();
  for (const item of search.closest("form, .sheet").querySelectorAll(".column-choice")) {
    item.hidden = !item.dataset.label.toLowerCase().includes(wanted);
  }
});
