// What a form would make of a page, shown beside it while one changes it: the form is sent to the frame as well.
const form = document.querySelector("form[data-preview]");
let waiting;

function copied(name, value) {
  const input = Object.assign(document.createElement("input"), { name });
  if (!(value instanceof File)) return Object.assign(input, { value });
  const files = new DataTransfer();
  if (value.size) files.items.add(value);
  input.type = "file";
  input.files = files.files;
  return input;
}

function show() {
  const copy = document.createElement("form");
  copy.method = "post";
  copy.enctype = form.enctype;
  copy.action = form.dataset.preview;
  copy.target = form.dataset.previewIn;
  copy.hidden = true;
  for (const [name, value] of new FormData(form)) copy.append(copied(name, value));
  document.body.append(copy);
  copy.submit();
  copy.remove();
}

// Whoever changes a text sees the page and the language that it is for.
function turn(field) {
  const { showsPage } = field.dataset;
  const { showsLanguage } = field.closest("[data-shows-language]")?.dataset ?? {};
  if (showsPage) form.elements.seen_page.value = showsPage;
  if (showsLanguage) form.elements.seen_language.value = showsLanguage;
}

// A language that is ticked can be looked at, one that is not cannot.
function offer() {
  const chooser = form.elements.seen_language;
  const names = new Map([...form.querySelectorAll("[name=language]:checked")].map((box) => [box.value, box.labels[0].textContent]));
  const chosen = chooser.value;
  chooser.replaceChildren(...[...names].map(([value, name]) => new Option(name, value, false, value === chosen)));
}

if (form) {
  document.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    if (event.target.name === "language") offer();
    turn(event.target);
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  });
  show();
}
