import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { solveChallenge } from "altcha-lib";

// What the field `altcha` of a form is to say: the challenge that the server gives at this address, and its solution.
export async function solved(address) {
  const challenge = await (await fetch(address)).json();
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error("No solution was found in time.");
  return btoa(JSON.stringify({ challenge, solution }));
}
