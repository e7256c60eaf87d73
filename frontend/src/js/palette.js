// Ctrl K: finds anything, does anything. The server answers `?q=` with groups of items:
// [{label, items: [{title, subtitle, marks, icon, href | action, keys}]}]. An action is a path to post to, or a command here;
// `marks` says of title and subtitle from where to where they are what was asked for.
import { announce } from "./announce.js";
import { htmx } from "./htmx.js";
import { icon } from "./icon.js";
import { showHelp } from "./shortcuts.js";
import { switchTheme } from "./theme.js";

const WAIT = 150;
const RECENT = "palette-recent";
const RECENT_LIMIT = 5;

const dialog = document.getElementById("palette");
const opener = document.querySelector("[data-palette]");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const nothing = dialog?.querySelector(".palette-nothing");

const signOut = document.getElementById("sign-out");
const commands = { theme: switchTheme, help: showHelp, "sign-out": () => signOut.requestSubmit() };
const ownGroup = {
  label: "Commands",
  items: [
    { title: "Switch between light and dark", icon: "sun-moon", action: "theme" },
    { title: "Keyboard shortcuts", icon: "keyboard", action: "help", keys: ["?"] },
    ...(signOut ? [{ title: "Sign out", icon: "log-out", action: "sign-out" }] : []),
  ],
};

let items = [];
let at = 0;
let timer;
let asked = 0;
let stale = false; // what is listed answers an older question than the one in the input

function open() {
  if (dialog.open) return;
  input.value = "";
  nothing.hidden = true;
  show([recent(), ownGroup]);
  dialog.showModal();
  ask();
}

async function ask() {
  if (!opener.dataset.palette) return show([matching(ownGroup, input.value.trim())]);
  const mine = ++asked;
  const query = input.value.trim();
  const url = new URL(opener.dataset.palette, location.href);
  url.searchParams.set("q", query);
  let groups;
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    groups = await answer.json();
  } catch {
    groups = [];
  }
  if (mine !== asked || input.value.trim() !== query || !dialog.open) return;
  stale = false;
  show(query ? [...groups, matching(ownGroup, query)] : [recent(), ...groups, ownGroup]);
}

function matching(group, query) {
  const words = query.toLowerCase().split(/\s+/);
  return { ...group, items: group.items.filter((item) => words.every((word) => item.title.toLowerCase().includes(word))) };
}

function recent() {
  try {
    return { label: "Recent", items: JSON.parse(localStorage.getItem(RECENT)) ?? [] };
  } catch {
    return { label: "Recent", items: [] };
  }
}

function remember({ title, subtitle, icon: name, href }) {
  if (!href) return;
  const kept = recent().items.filter((item) => item.href !== href);
  try {
    localStorage.setItem(RECENT, JSON.stringify([{ title, subtitle, icon: name, href }, ...kept].slice(0, RECENT_LIMIT)));
  } catch {
    // A browser that keeps nothing has no recent items.
  }
}

function show(groups) {
  const seen = new Set();
  items = [];
  list.replaceChildren();
  for (const group of groups) {
    const fresh = group.items.filter((item) => !seen.has(item.href ?? item.action));
    if (!fresh.length) continue;
    for (const item of fresh) seen.add(item.href ?? item.action);
    list.append(section(group.label, fresh));
  }
  nothing.hidden = items.length > 0;
  nothing.textContent = items.length ? "" : `Nothing matches “${input.value.trim()}”.`;
  select(0);
  if (input.value) announce(items.length === 1 ? "1 result" : `${items.length} results`);
}

function section(label, members) {
  const group = document.createElement("div");
  group.role = "group";
  group.setAttribute("aria-label", label);
  const title = document.createElement("div");
  title.className = "palette-group";
  title.setAttribute("aria-hidden", "true");
  title.textContent = label;
  group.append(title, ...members.map(option));
  return group;
}

function option(item) {
  const element = document.createElement("div");
  element.role = "option";
  element.className = "palette-item";
  element.id = `palette-item-${items.length}`;
  element.dataset.index = items.length;
  element.append(icon(item.icon || "arrow-right"), marked("palette-title", item.title, item.marks?.title));
  if (item.subtitle) element.append(marked("palette-subtitle", item.subtitle, item.marks?.subtitle));
  if (item.keys?.length) element.append(keys(item.keys));
  items.push(item);
  return element;
}

function keys(letters) {
  const side = span("palette-keys", "");
  for (const letter of letters) {
    const key = document.createElement("kbd");
    key.className = "kbd";
    key.textContent = letter;
    side.append(key);
  }
  return side;
}

function marked(name, text, places = []) {
  const element = span(name, "");
  let end = 0;
  for (const [from, to] of places) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    element.append(text.slice(end, from), mark);
    end = to;
  }
  element.append(text.slice(end));
  return element;
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function select(index) {
  at = items.length ? (index + items.length) % items.length : 0;
  for (const element of list.querySelectorAll("[role=option]")) {
    const chosen = Number(element.dataset.index) === at;
    element.setAttribute("aria-selected", String(chosen));
    if (chosen) element.scrollIntoView({ block: "nearest" });
  }
  if (items.length) input.setAttribute("aria-activedescendant", `palette-item-${at}`);
  else input.removeAttribute("aria-activedescendant");
}

function choose(index, elsewhere) {
  const item = items[index];
  if (!item) return;
  remember(item);
  dialog.close();
  if (item.href) {
    if (elsewhere) window.open(item.href, "_blank", "noopener");
    else location.assign(item.href);
  } else if (commands[item.action]) {
    commands[item.action]();
  } else {
    htmx.ajax("POST", item.action, { swap: "none" });
  }
}

// Whoever types and presses Enter at once means the first answer to what they typed.
async function enter(elsewhere) {
  if (stale) {
    clearTimeout(timer);
    await ask();
  }
  if (!stale) choose(at, elsewhere);
}

if (dialog && opener) {
  opener.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open();
    }
  });
  input.addEventListener("input", () => {
    stale = true;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (next !== undefined) select(next);
    else if (event.key === "Enter" && !event.isComposing) enter(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousemove", (event) => {
    const over = event.target.closest("[role=option]");
    if (over && Number(over.dataset.index) !== at) select(Number(over.dataset.index));
  });
  list.addEventListener("click", (event) => {
    const over = event.target.closest("[role=option]");
    if (over) choose(Number(over.dataset.index), event.ctrlKey || event.metaKey);
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    for (const key of document.querySelectorAll("[data-control-key]")) key.textContent = "⌘ K";
  }
}
