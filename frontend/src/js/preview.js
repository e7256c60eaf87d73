// What a form would make of a page, shown beside it while one changes it: the form is sent to the frame as well.
const form = document.querySelector("form[data-preview]");
let waiting;

function show() {
  const copy = document.createElement("form");
  copy.method = "post";
  copy.action = form.dataset.preview;
  copy.target = form.dataset.previewIn;
  copy.hidden = true;
  for (const [name, value] of new FormData(form)) copy.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(copy);
  copy.submit();
  copy.remove();
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  });
  show();
}
