// A list that grows while one looks: every message of the stream is a row of HTML, put on top.
import { htmx } from "./htmx.js";

const LIMIT = 200;
const words = { open: "Live", waiting: "Connecting again", paused: "Paused" };

class LiveList {
  constructor(state) {
    this.state = state;
    this.rows = document.getElementById(state.dataset.liveRows);
    this.pause = state.parentElement.querySelector("[data-live-pause]");
    this.held = [];
    this.pause?.addEventListener("click", () => this.toggle());
    this.connect();
  }

  connect() {
    this.stream = new EventSource(this.state.dataset.live);
    this.stream.onopen = () => this.show(this.paused ? "paused" : "open");
    this.stream.onerror = () => this.show("waiting");
    this.stream.onmessage = (message) => (this.paused ? this.hold(message.data) : this.add(message.data));
  }

  get paused() {
    return this.pause?.getAttribute("aria-pressed") === "true";
  }

  toggle() {
    this.pause.setAttribute("aria-pressed", String(!this.paused));
    this.show(this.paused ? "paused" : "open");
    if (!this.paused) for (const row of this.held.splice(0)) this.add(row);
  }

  hold(row) {
    this.held.push(row);
    if (this.held.length > LIMIT) this.held.shift();
    this.show("paused");
  }

  show(state) {
    this.state.dataset.state = state;
    const waiting = state === "paused" && this.held.length ? `, ${this.held.length} waiting` : "";
    const word = this.state.querySelector("[data-live-word]");
    if (word.textContent !== words[state] + waiting) word.textContent = words[state] + waiting;
  }

  add(html) {
    this.rows.insertAdjacentHTML("afterbegin", html);
    const row = this.rows.firstElementChild;
    row.classList.add("new");
    htmx.process(row);
    while (this.rows.children.length > LIMIT) this.rows.lastElementChild.remove();
    this.rows.dispatchEvent(new CustomEvent("liverow", { bubbles: true }));
  }

  close() {
    this.stream.close();
  }
}

const lists = new Map();

function find() {
  for (const [state, list] of lists) {
    if (state.isConnected) continue;
    list.close();
    lists.delete(state);
  }
  for (const state of document.querySelectorAll("[data-live]:not([data-live=''])")) {
    if (!lists.has(state)) lists.set(state, new LiveList(state));
  }
}

document.addEventListener("htmx:afterSettle", find);
addEventListener("pagehide", () => { for (const list of lists.values()) list.close(); });
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const list of lists.values()) list.connect();
});
find();
