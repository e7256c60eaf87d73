import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { solveChallenge } from "altcha-lib";

// The form waits for its proof: pressed too early, it is sent as soon as that is found.
export async function prove(place) {
  const form = place.closest("form");
  const field = place.querySelector("[name=altcha]");
  const text = place.querySelector("[data-challenge-text]");
  let pressed = null;
  const wait = (event) => {
    event.preventDefault();
    pressed = event.submitter;
  };
  form.addEventListener("submit", wait);
  try {
    const challenge = await (await fetch(place.dataset.challenge)).json();
    const solution = await solveChallenge({ challenge, deriveKey });
    field.value = btoa(JSON.stringify({ challenge, solution }));
    text.textContent = place.dataset.done;
    place.classList.add("done");
  } catch {
    text.textContent = place.dataset.failed;
  }
  form.removeEventListener("submit", wait);
  if (pressed && field.value) form.requestSubmit(pressed);
}
