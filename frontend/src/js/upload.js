// Sending a file: with progress, refused before it is sent when it is too large, and dropped anywhere on a page that takes files.
import { csrfToken } from "./htmx.js";

const say = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${say.format(bytes / 1e6)} MB`;

class Upload {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.bar = form.querySelector("[data-upload-progress]");
    this.refusal = form.querySelector("[data-upload-refusal]");
  }

  refuse(text) {
    this.bar.hidden = true;
    this.refusal.hidden = !text;
    this.refusal.lastElementChild.textContent = text;
    this.form.querySelector("[type=submit]").disabled = false;
  }

  send(file) {
    const limit = Number(this.form.dataset.limit);
    if (!file) return this.refuse("Choose a file first.");
    if (file.size > limit) return this.refuse(`The file has ${megabytes(file.size)}; ${megabytes(limit)} is the most that is taken at once.`);
    this.refuse("");
    this.form.querySelector("[type=submit]").disabled = true;
    this.form.querySelector("[data-upload-title]").textContent = file.name;
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => this.show(event.loaded, event.total);
    request.onload = () => this.answered(request);
    request.onerror = () => this.refuse("The connection broke off. Nothing was kept; send the file again.");
    request.open("POST", this.form.action);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    const body = new FormData();
    body.append("file", file, file.name);
    this.bar.hidden = false;
    this.show(0, file.size);
    request.send(body);
  }

  show(sent, total) {
    const whole = total && sent >= total;
    this.bar.querySelector("progress").value = total ? (100 * sent) / total : 0;
    const [label, note] = this.bar.querySelectorAll(".progress-label > span");
    label.textContent = whole ? "Reading it" : "Sending";
    note.textContent = whole ? "" : `${megabytes(sent)} of ${megabytes(total)}`;
  }

  answered(request) {
    const next = request.getResponseHeader("HX-Redirect");
    if (next) return location.assign(next);
    if (request.status === 413) return this.refuse(request.responseText);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const said = page.querySelector("[data-upload-refusal]")?.textContent.trim();
    return this.refuse(said || "The server could not take it. Nothing was kept.");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-upload]");
  if (!form) return;
  event.preventDefault();
  const upload = new Upload(form);
  upload.send(upload.input.files[0]);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-upload]");
  if (form && event.target.files?.length) new Upload(form).send(event.target.files[0]);
});

let veil = null;

function lift(on) {
  if (on === Boolean(veil)) return;
  if (!on) {
    veil.remove();
    veil = null;
    return;
  }
  veil = Object.assign(document.createElement("div"), { className: "drop-anywhere", textContent: "Drop the file to import it" });
  document.body.append(veil);
}

const carriesFile = (event) => event.dataTransfer?.types.includes("Files") && document.querySelector("[data-upload]");

document.addEventListener("dragover", (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  lift(true);
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) lift(false);
});
document.addEventListener("drop", (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  lift(false);
  new Upload(document.querySelector("[data-upload]")).send(event.dataTransfer.files[0]);
});
