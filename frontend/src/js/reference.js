// The reference of the API, drawn from its own OpenAPI document, with every operation to be tried with a key of one's own.
const KEY = "twofold.api-key";

function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// `code` in backticks, the rest as it is.
function said(text) {
  return text.split(/(`[^`]+`)/).filter(Boolean).map((part) => (part.startsWith("`") ? h("code", {}, part.slice(1, -1)) : part));
}

function shownJson(value) {
  return h("div", { class: "snippet" }, h("pre", { tabindex: "0" }, h("code", {}, JSON.stringify(value, null, 2))));
}

function exampleOf(media, schemas) {
  if (!media) return undefined;
  if ("example" in media) return media.example;
  const schema = media.schema?.$ref ? schemas[media.schema.$ref.split("/").pop()] : media.schema;
  return schema?.examples?.[0];
}

function terms(pairs) {
  return h("dl", { class: "terms" }, ...pairs.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, ...said(text))]));
}

function kindOf(schema) {
  const kinds = (schema.anyOf ?? [schema]).map((one) => one.enum?.join(", ") ?? one.format ?? one.type).filter((one) => one && one !== "null");
  return kinds.join(" or ");
}

function parametersOf(operation) {
  return operation.parameters.map((one) => [
    one.name,
    [`${one.in}, ${kindOf(one.schema)}${one.required ? ", required" : ""}`, one.description].filter(Boolean).join(". "),
  ]);
}

function fieldsOf(schema) {
  const required = new Set(schema?.required ?? []);
  return Object.entries(schema?.properties ?? {}).map(([name, one]) => [
    name,
    [[kindOf(one), required.has(name) ? "required" : ""].filter(Boolean).join(", "), one.description].filter(Boolean).join(". "),
  ]);
}

function field(label, input) {
  input.id = `try-${crypto.randomUUID()}`;
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input);
}

function addressOf(path, parameters, values) {
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = values[name]?.value ?? "";
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === "query" && value) query.set(name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

async function send(method, address, headers, body, output) {
  const key = sessionStorage.getItem(KEY);
  if (!key) {
    output.replaceChildren(h("p", { class: "reason" }, "Enter a key at the top of this page first."));
    return;
  }
  const started = performance.now();
  const answer = await fetch(address, { method, headers: { ...headers, Authorization: `Bearer ${key}` }, body, credentials: "omit" });
  const text = await answer.text();
  const took = Math.round(performance.now() - started);
  const told = h("p", {}, h("b", {}, `${answer.status}`), ` after ${took} ms`, answer.headers.get("etag") ? ` · ETag ${answer.headers.get("etag")}` : "");
  let parsed = text;
  try { parsed = JSON.parse(text); } catch { /* not everything is JSON */ }
  output.replaceChildren(told, text ? shownJson(parsed) : "");
}

function attempt(method, path, operation, schemas) {
  const parameters = operation.parameters.filter((one) => one.in === "path" || one.in === "query");
  const values = Object.fromEntries(parameters.map((one) => [one.name, h("input", { type: "text", autocomplete: "off", spellcheck: "false" })]));
  const media = operation.requestBody?.content?.["application/json"];
  const body = media ? h("textarea", { spellcheck: "false" }) : null;
  if (body) body.value = JSON.stringify(exampleOf(media, schemas) ?? {}, null, 2);
  const output = h("output", { "aria-live": "polite" });
  const form = h("form", { class: "try" },
    ...parameters.map((one) => field(one.name, values[one.name])),
    body ? field("Body", body) : null,
    h("button", { class: "button primary", type: "submit" }, method === "get" ? "Send" : "Send, and change what is here"),
    output);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const headers = body ? { "Content-Type": "application/json" } : {};
    send(method.toUpperCase(), addressOf(path, parameters, values), headers, body?.value, output)
      .catch((error) => output.replaceChildren(h("p", { class: "reason" }, String(error))));
  });
  return form;
}

function unfolded(method, path, operation, schemas) {
  const scopes = operation.security?.[0]?.ApiKey ?? [];
  const media = operation.requestBody?.content?.["application/json"];
  const schema = media?.schema?.$ref ? schemas[media.schema.$ref.split("/").pop()] : undefined;
  const good = Object.entries(operation.responses).find(([status]) => status.startsWith("2"));
  const example = exampleOf(good?.[1]?.content?.["application/json"], schemas);
  return [
    h("p", {}, ...said(operation.description ?? operation.summary)),
    scopes.length ? h("p", { class: "muted" }, "Needs the scope ", h("code", {}, scopes.join(", ")), ".") : null,
    operation.parameters.length ? h("h3", {}, "Parameters") : null, terms(parametersOf(operation)),
    schema ? h("h3", {}, "Body") : null, schema ? terms(fieldsOf(schema)) : null,
    h("h3", {}, "Answers"), terms(Object.entries(operation.responses).map(([status, one]) => [status, one.description.replaceAll("\n\n", " · ")])),
    example === undefined ? null : shownJson(example),
    h("h3", {}, "Try it"), attempt(method, path, operation, schemas),
  ].filter(Boolean);
}

function drawn(method, path, operation, schemas) {
  const details = h("details", { class: "endpoint", id: operation.operationId },
    h("summary", {}, h("span", { class: `method ${method}` }, method.toUpperCase()), h("code", {}, path), h("span", { class: "said" }, operation.summary)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(...unfolded(method, path, operation, schemas));
  });
  return details;
}

export async function draw(place) {
  const document_ = await (await fetch(place.dataset.reference)).json();
  const sections = new Map();
  for (const [path, item] of Object.entries(document_.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const tag = operation.tags?.[0] ?? "";
      if (!sections.has(tag)) sections.set(tag, []);
      sections.get(tag).push(drawn(method, path, operation, document_.components.schemas));
    }
  }
  place.replaceChildren(...[...sections].flatMap(([tag, operations]) => [h("h2", {}, tag), ...operations]));
  const asked = document.getElementById(location.hash.slice(1));
  if (asked instanceof HTMLDetailsElement) { asked.open = true; asked.scrollIntoView(); }
}

export function keepKey(input) {
  input.value = sessionStorage.getItem(KEY) ?? "";
  input.addEventListener("input", () => sessionStorage.setItem(KEY, input.value.trim()));
}
