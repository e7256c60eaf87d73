// Picking one of what is found: an answer that comes after somebody has chosen must not take the choice away.
const chosen = new WeakSet();

document.addEventListener("change", (event) => {
  const picker = event.target.closest(".picker");
  if (picker) chosen.add(picker);
});
document.addEventListener("input", (event) => {
  if (event.target.id === "picker-q") chosen.delete(document.getElementById("picker-options"));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (chosen.has(event.detail.target)) event.detail.shouldSwap = false;
});
