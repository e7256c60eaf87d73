// A value becomes an input where it stands: Enter or leaving saves, Escape puts the old value back.
import { htmx } from "./htmx.js";

let before;
let refocus = false;

function contents(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const value = event.detail.target?.closest?.("[data-editable]");
  if (value) before = value.cloneNode(true);
});

document.addEventListener("htmx:load", (event) => {
  const arrived = event.detail.elt;
  if (arrived.matches?.("[data-edit-form]")) begin(arrived);
  if (arrived.matches?.("[data-editable]") && refocus) {
    refocus = false;
    arrived.focus();
  }
});

function begin(form) {
  const input = form.querySelector("input:not([type=hidden]), select, textarea");
  input.focus();
  input.select?.();
  form.dataset.was = contents(form);
}

function putBack(form) {
  form.dataset.done = "";
  const value = before.cloneNode(true);
  form.replaceWith(value);
  htmx.process(value);
  return value;
}

function save(form) {
  if ("done" in form.dataset) return;
  const refused = form.querySelector("[aria-invalid]");
  if (before && contents(form) === form.dataset.was && !refused) {
    const value = putBack(form);
    if (refocus) value.focus();
    refocus = false;
    return;
  }
  form.dataset.done = "";
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-edit-form]");
  if (!form) return;
  if (event.key === "Escape" && before) {
    event.preventDefault();
    putBack(form).focus();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    refocus = true;
    save(form);
  }
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("[data-edit-form]");
  if (form && document.hasFocus() && !form.contains(event.relatedTarget)) save(form);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-edit-form]");
  if (!form || !event.target.matches("select")) return;
  refocus = true;
  save(form);
});

// A save that did not reach the server leaves the form open for another try.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    const form = event.target.closest?.("[data-edit-form]");
    if (form) delete form.dataset.done;
  });
}
