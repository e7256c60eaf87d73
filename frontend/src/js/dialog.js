// data-open="id" opens a dialog; data-close, Escape and a press on the veil close it.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault();
    openDialog(opener.dataset.open);
    return;
  }
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  if (event.target.closest("[data-close]") || pressedVeil(dialog, event)) dialog.close();
});

function pressedVeil(dialog, event) {
  if (event.target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

function openWaiting(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open-now]:not([open])")) dialog.showModal();
}

document.addEventListener("htmx:load", (event) => openWaiting(event.detail.elt.parentElement ?? document));
document.addEventListener("closedialog", () => document.querySelector("dialog[open]")?.close());
openWaiting(document);
