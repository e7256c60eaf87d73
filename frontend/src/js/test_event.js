// data-test-event="WRITE KEY": sends one event as an application would, through the tracking endpoint itself.
import { toast } from "./toast.js";

async function send(writeKey) {
  const event = {
    type: "track",
    event: "Test Event Sent",
    messageId: crypto.randomUUID(),
    anonymousId: "twofold-console-test",
    timestamp: new Date().toISOString(),
    properties: { from: "the console" },
  };
  const answer = await fetch("/v1/track", { method: "POST", body: JSON.stringify({ ...event, writeKey }) });
  if (!answer.ok) throw new Error(answer.status === 401 ? "The write key is not known (yet)." : `The answer was ${answer.status}.`);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-test-event]");
  if (!button) return;
  button.disabled = true;
  try {
    await send(button.dataset.testEvent);
    toast({ text: "Sent. It is on the tape.", tone: "good" });
  } catch (error) {
    toast({ text: `The test event was not taken. ${error.message}`, tone: "bad" });
  } finally {
    button.disabled = false;
  }
});
