// Ctrl-Z takes back what the last notice told of, also when it has gone; then what the one before it told of.
const offers = [];

export function offer(undo) {
  if (undo) offers.push(undo);
}

export function taken(undo) {
  const at = offers.lastIndexOf(undo);
  if (at >= 0) offers.splice(at, 1);
}

export const last = () => offers.pop();
