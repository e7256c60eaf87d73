import { htmx } from "./htmx.js";
import "./ago.js";
import "./chart_loader.js";
import "./copy.js";
import "./dialog.js";
import "./editing.js";
import "./live.js";
import "./menu.js";
import "./palette.js";
import "./picker.js";
import "./selection.js";
import "./shortcuts.js";
import "./side.js";
import "./test_event.js";
import "./theme.js";
import "./toast.js";

document.addEventListener("contentadded", (event) => htmx.process(event.detail));
