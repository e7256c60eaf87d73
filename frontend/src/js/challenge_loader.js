// A proof of work is asked for when a limit nears, and loaded only then.
const place = document.querySelector("[data-challenge]");
if (place) import("./challenge.js").then(({ prove }) => prove(place));
