// A search box with data-narrows="id" hides the entries of that list that do not have its words; `data-stays` never goes.
document.addEventListener("input", (event) => {
  const list = document.getElementById(event.target.dataset?.narrows ?? "");
  if (!list) return;
  const words = plain(event.target.value).split(/\s+/).filter(Boolean);
  for (const entry of list.children) {
    const text = plain(entry.textContent);
    entry.hidden = !("stays" in entry.dataset) && !words.every((word) => text.includes(word));
  }
});

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
