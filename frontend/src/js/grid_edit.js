// Editing a cell where it stands: Enter, F2, a press on it twice or just typing begins; Enter and Tab save and go on, Escape
// puts the old value back. What an editor looks like comes from the server, as a <template data-editor="…"> of its column.
import { announce } from "./announce.js";
import { block, cellOf, focusCell, gridOf, letGo, move, recordOf } from "./grid.js";
import { forget, save } from "./grid_save.js";
import { htmx } from "./htmx.js";

let open = null; // { cell, editor, before, was }

export const editorOf = (cell) => document.querySelector(`#list template[data-editor="${CSS.escape(cell.dataset.cell ?? "")}"]`);
export const isEditable = (cell) => Boolean(cell?.dataset.cell && recordOf(cell) && editorOf(cell));

const KINDS = {
  text: {
    put: (editor, value) => { input(editor).value = value; },
    take: (editor) => input(editor).value,
    say: (editor) => input(editor).value,
  },
  select: {
    put: (editor, value) => { input(editor).value = value; },
    take: (editor) => input(editor).value,
    say: (editor) => (input(editor).value ? input(editor).selectedOptions[0].textContent : ""),
  },
  several: {
    put: (editor, value) => {
      const chosen = value ? JSON.parse(value) : [];
      for (const box of boxes(editor)) box.checked = chosen.includes(box.value);
    },
    take: (editor) => boxes(editor).filter((box) => box.checked).map((box) => box.value),
    say: (editor) => boxes(editor).filter((box) => box.checked).map((box) => box.parentElement.textContent.trim()).join(", "),
  },
  money: {
    put: (editor, value) => {
      const [amount, currency] = value.split(" ");
      input(editor).value = amount;
      if (currency) editor.querySelector("select").value = currency;
    },
    take: (editor) => (input(editor).value.trim() ? `${input(editor).value} ${editor.querySelector("select").value}` : ""),
    say: (editor) => KINDS.money.take(editor),
  },
  picker: {
    put: (editor, value, said) => { input(editor).value = said; },
    take: (editor) => editor.querySelector("input[type=radio]:checked")?.value ?? input(editor).value,
    say: (editor) => editor.querySelector("input[type=radio]:checked")?.closest("label").querySelector("span")?.firstChild.textContent ?? input(editor).value,
  },
};

const input = (editor) => editor.querySelector("input:not([type=checkbox], [type=radio]), select");
const boxes = (editor) => [...editor.querySelectorAll("input[type=checkbox]")];

export function edit(cell, typed = null) {
  if (!isEditable(cell)) {
    announce("This cannot be changed here");
    return;
  }
  letGo(gridOf(cell));
  forget(cell);
  const editor = editorOf(cell).content.firstElementChild.cloneNode(true);
  const before = [...cell.childNodes];
  const kind = KINDS[editor.dataset.kind];
  const said = cell.textContent.trim();
  cell.classList.add("editing");
  cell.replaceChildren(editor);
  htmx.process(editor);
  kind.put(editor, cell.dataset.value ?? "", cell.dataset.value ? said : "");
  open = { cell, editor, before, kind, was: JSON.stringify(kind.take(editor)) };
  begin(editor, typed);
}

function begin(editor, typed) {
  const field = input(editor) ?? boxes(editor)[0];
  field.focus();
  if (typed === null) {
    field.select?.();
  } else if (field.matches("select")) {
    const found = [...field.options].find((option) => option.textContent.trim().toLowerCase().startsWith(typed.toLowerCase()));
    if (found) field.value = found.value;
  } else if (!field.matches("[type=checkbox]")) {
    field.value = field.type === "date" ? "" : typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function close() {
  const { cell, before } = open;
  open = null;
  cell.classList.remove("editing");
  cell.replaceChildren(...before);
  return cell;
}

export function cancel() {
  if (open) focusCell(close());
}

function commit(then = null) {
  if (!open) return;
  const { editor, kind, was } = open;
  const value = kind.take(editor);
  const said = kind.say(editor);
  const invalid = input(editor)?.validity?.badInput;
  const cell = close();
  if (JSON.stringify(value) !== was && !invalid) save(cell, [{ cell, value, said }]);
  then?.(cell);
}

function clear(cell) {
  const cells = block(cell).flat().filter((each) => isEditable(each) && each.dataset.value);
  if (cells.length) save(cell, cells.map((each) => ({ cell: each, value: "", said: "" })));
}

function edits(event, cell) {
  if (event.target.closest(".cell-editor")) return inEditor(event);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "F2") edit(cell);
  else if (event.key === "Enter" && event.target === cell && recordOf(cell)) isEditable(cell) ? edit(cell) : cell.querySelector("a")?.click();
  else if (["Delete", "Backspace"].includes(event.key) && event.target === cell) clear(cell);
  else if (plain && event.key.length === 1 && event.key !== " " && event.target === cell && isEditable(cell)) edit(cell, event.key);
  else return false;
  return true;
}

function inEditor(event) {
  if (event.key === "Escape") cancel();
  else if (event.key === "Enter") commit((cell) => move(cell, event.shiftKey ? -1 : 1, 0));
  else if (event.key === "Tab") commit((cell) => move(cell, 0, event.shiftKey ? -1 : 1));
  else if (event.key === "ArrowDown" && event.target.matches("[data-pick]")) event.target.closest(".cell-editor").querySelector("input[type=radio]")?.focus();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell || event.defaultPrevented || event.isComposing || event.target.closest("[popover], dialog")) return;
  if (!edits(event, cell)) return;
  event.preventDefault();
  event.stopPropagation();
});

document.addEventListener("dblclick", (event) => {
  const cell = cellOf(event.target);
  if (cell && !event.target.closest("a, input, button, .cell-editor") && isEditable(cell)) edit(cell);
});

document.addEventListener("focusout", (event) => {
  if (!open || !open.editor.contains(event.target) || open.editor.contains(event.relatedTarget) || !document.hasFocus()) return;
  const left = open.editor;
  setTimeout(() => { if (open?.editor === left && !left.contains(document.activeElement)) commit(); });
});

// The list is about to be drawn anew: what is being typed is kept first.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "list") commit();
});
