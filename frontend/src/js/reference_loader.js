// The reference is drawn where there is a place for it, and loaded only there.
const place = document.querySelector("[data-reference]");
if (place) {
  import("./reference.js").then(({ draw, keepKey }) => {
    keepKey(document.querySelector("[data-api-key]"));
    return draw(place);
  });
}
