// data-copy="id" copies the text of an element, data-copy-text="…" the text itself.
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const text = button.dataset.copyText ?? document.getElementById(button.dataset.copy)?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: "Copied", tone: "good" });
  } catch {
    toast({ text: "The browser does not let this page copy. Select the text instead.", tone: "bad" });
  }
});
