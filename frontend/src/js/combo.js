// A field with a list to search in: the options of its datalist, in their groups, by any part of their words. Without scripts the
// browser offers the datalist itself.
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{Diacritic}/gu, "");

class Combo {
  constructor(input) {
    this.input = input;
    this.source = input.getAttribute("list");
    this.before = input.value;
    this.at = -1;
    input.removeAttribute("list");
    this.list = Object.assign(document.createElement("div"), { className: "combo-list", id: `${input.id}-list`, role: "listbox", hidden: true });
    this.list.setAttribute("aria-label", "Choices");
    input.after(this.list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => this.open(""));
    input.addEventListener("input", (event) => event.isTrusted && this.open(input.value));
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest(".combo-option")));
  }

  get options() {
    return [...this.list.querySelectorAll(".combo-option")];
  }

  open(text) {
    const wanted = plain(text).split(/\s+/).filter(Boolean);
    const groups = new Map();
    for (const option of document.getElementById(this.source).options) {
      const words = plain(`${option.value} ${option.dataset.group}`);
      if (!wanted.every((word) => words.includes(word))) continue;
      groups.set(option.dataset.group, [...(groups.get(option.dataset.group) ?? []), option]);
    }
    this.list.replaceChildren(...(groups.size ? [...groups].map(([title, options], at) => this.group(title, options, at)) : [this.none()]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(text ? 0 : this.options.findIndex((option) => option.dataset.value === this.input.value));
  }

  group(title, options, at) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    const head = Object.assign(document.createElement("div"), { className: "combo-group", id: `${this.list.id}-${at}`, textContent: title });
    group.setAttribute("aria-labelledby", head.id);
    group.append(head, ...options.map((option, n) => this.option(option, `${head.id}-${n}`)));
    return group;
  }

  option(option, id) {
    const line = Object.assign(document.createElement("div"), { className: "combo-option", id, role: "option", textContent: option.label });
    line.dataset.value = option.value;
    return line;
  }

  none() {
    const line = Object.assign(document.createElement("div"), { className: "combo-none combo-option", role: "option", textContent: "Nothing like that. Empty leaves the column out." });
    line.setAttribute("aria-disabled", "true");
    return line;
  }

  mark(at) {
    const options = this.options;
    this.at = Math.max(-1, Math.min(at, options.length - 1));
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === this.at)));
    const here = options[this.at];
    if (here?.id) this.input.setAttribute("aria-activedescendant", here.id);
    else this.input.removeAttribute("aria-activedescendant");
    here?.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    if (option?.dataset.value) this.input.value = option.dataset.value;
    this.close();
    this.tell();
  }

  tell() {
    if (this.input.value === this.before) return;
    this.before = this.input.value;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  leave() {
    if (!this.list.hidden && this.at >= 0 && this.input.value && this.input.value !== this.before) this.input.value = this.options[this.at].dataset.value ?? this.input.value;
    this.close();
    this.tell();
  }

  pressed(event) {
    const closed = this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (closed) this.open("");
      else this.mark(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (closed) this.tell();
      else this.choose(this.options[this.at]);
    } else if (event.key === "Escape" && !closed) {
      event.stopPropagation();
      this.input.value = this.before;
      this.close();
    }
  }
}

const made = new WeakSet();

function enhance(root) {
  for (const input of root.querySelectorAll("[data-combo]")) {
    if (made.has(input)) continue;
    made.add(input);
    new Combo(input);
  }
  for (const more of root.querySelectorAll("[data-add-way]")) spare(more);
}

// Spare lines of "or the same …" are there for when there are no scripts; with them they come one by one.
function spare(more) {
  const lines = [...more.closest("fieldset").querySelectorAll("[data-spare]")];
  for (const line of lines) line.hidden = true;
  more.hidden = lines.length === 0;
  more.onclick = () => {
    const line = lines.shift();
    line.hidden = false;
    line.querySelector("select").focus();
    more.hidden = lines.length === 0;
  };
}

// The browser fires a change of its own when a changed field loses the focus: only ours, which comes after choosing, counts.
document.addEventListener("change", (event) => {
  if (event.isTrusted && event.target.matches?.("[data-combo]")) event.stopImmediatePropagation();
}, true);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentElement ?? event.detail.elt));
enhance(document);
