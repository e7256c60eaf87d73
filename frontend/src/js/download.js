// Download the rows that are selected: the form of the bulk bar, sent by the browser itself, for htmx cannot save a file.

const SENT = new Set(["ids", "everything", "csrfmiddlewaretoken"]);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-download]");
  if (!button) return;
  const sending = document.createElement("form");
  sending.method = "post";
  sending.action = button.dataset.download;
  sending.hidden = true;
  for (const [name, value] of new FormData(button.closest("form"))) {
    if (!SENT.has(name)) continue;
    const input = document.createElement("input");
    input.name = name;
    input.value = value;
    sending.append(input);
  }
  document.body.append(sending);
  sending.submit();
  sending.remove();
});
