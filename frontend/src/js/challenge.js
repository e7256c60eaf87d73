// A classic script, run where it stands: it holds the form before its button can be pressed, then looks for the proof.
(() => {
  const place = document.currentScript.closest("[data-challenge]");
  const form = place.closest("form");
  const field = place.querySelector("[name=altcha]");
  const text = place.querySelector("[data-challenge-text]");
  let pressed = null;

  const hold = (event) => {
    event.preventDefault();
    pressed = event.submitter;
  };
  const letGo = () => form.removeEventListener("submit", hold);

  form.addEventListener("submit", hold);
  import("./proof_of_work.js")
    .then(({ solved }) => solved(place.dataset.challenge))
    .then((payload) => {
      letGo();
      field.value = payload;
      text.textContent = place.dataset.done;
      place.classList.add("done");
      if (pressed) form.requestSubmit(pressed);
    })
    .catch(() => {
      letGo();
      text.textContent = place.dataset.failed;
    });
})();
