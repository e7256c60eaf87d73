// htmx as a library: no eval, no inline styles, the CSRF token from the page's head.
import htmx from "htmx.org/dist/htmx.esm.js";
import { toast } from "./toast.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  defaultFocusScroll: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

const PAUSE = 2000;
const progress = document.querySelector("[data-page-progress]");
let waiting = 0;

function busy(change) {
  waiting = Math.max(0, waiting + change);
  progress?.classList.toggle("busy", waiting > 0);
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:beforeRequest", () => busy(+1));
document.addEventListener("htmx:afterRequest", () => busy(-1));

// What follows something by asking again and again goes on doing so when the server was out of reach for a while.
function asksAgain(element) {
  if (!element.matches?.('[hx-trigger^="load delay"]')) return false;
  setTimeout(() => {
    if (!element.isConnected) return;
    const fresh = element.cloneNode(true);
    element.replaceWith(fresh);
    htmx.process(fresh);
  }, PAUSE);
  return true;
}

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status >= 500 && asksAgain(event.target)) return;
  if (event.detail.xhr.getResponseHeader("HX-Trigger")?.includes('"toast"')) return;
  if (status === 401) location.reload();
  else if (status === 403) toast({ text: "You may not do that.", tone: "bad" });
  else if (status === 404) toast({ text: "That is no longer there.", tone: "bad" });
  else if (status === 409) toast({ text: "Somebody changed it meanwhile. Load the page again.", tone: "bad" });
  else toast({ text: "The server could not do that. Nothing was changed.", tone: "bad" });
});
document.addEventListener("htmx:sendError", (event) => {
  if (asksAgain(event.target)) return;
  toast({ text: "No connection. Nothing was changed.", tone: "bad" });
});

export { htmx };
