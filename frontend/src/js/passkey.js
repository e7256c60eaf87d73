// Passkeys. A form with `data-passkey` gets what the browser's authenticator says into its field `credential` and is sent.
// "make" makes one, "get" uses one that the page asks for; "sign-in" asks the server first, also while one types one's name.
const lists = ["allowCredentials", "excludeCredentials"];

function bytes(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function understood(options) {
  const read = structuredClone(options.publicKey);
  read.challenge = bytes(read.challenge);
  if (read.user) read.user.id = bytes(read.user.id);
  for (const name of lists) {
    if (Array.isArray(read[name])) read[name] = read[name].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return read;
}

function told(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(told(credential));
  form.submit();
}

function complain(form, isWrong) {
  const error = form.querySelector("[data-passkey-error]");
  if (error) error.hidden = !isWrong;
}

let waiting = null;

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsAt, { headers: { Accept: "application/json" } });
  return answer.status === 200 ? answer.json() : null;
}

async function use(form, extra = {}) {
  const options = await asked(form);
  if (!options) return;
  waiting?.abort();
  waiting = new AbortController();
  const isMade = form.dataset.passkey === "make";
  const publicKey = understood(options);
  const call = { publicKey, signal: waiting.signal, ...extra };
  const credential = await (isMade ? navigator.credentials.create(call) : navigator.credentials.get(call));
  if (credential) send(form, credential);
}

async function offerWhileTyping(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  await use(form, { mediation: "conditional" }).catch(() => {});
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    complain(form, false);
    use(form).catch((error) => complain(form, error.name !== "AbortError"));
  });
  if (form.dataset.passkey === "sign-in") offerWhileTyping(form);
}
