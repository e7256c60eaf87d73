// After a refusal the cursor stands in the first field that has to be put right, wherever the page wanted it before.
document.querySelector("main :is(input, select, textarea)[aria-invalid='true']")?.focus();
