import { htmx } from "./htmx.js";
// What happens in a cell comes before what a letter means elsewhere.
import "./grid.js";
import "./grid_edit.js";
import "./grid_clipboard.js";
import "./columns.js";
import "./list.js";
import "./ago.js";
import "./chart_loader.js";
import "./reference_loader.js";
import "./combo.js";
import "./copy.js";
import "./dialog.js";
import "./download.js";
import "./editing.js";
import "./live.js";
import "./menu.js";
import "./palette.js";
import "./picker.js";
import "./selection.js";
import "./sheet.js";
import "./shortcuts.js";
import "./side.js";
import "./test_event.js";
import "./theme.js";
import "./toast.js";
import "./upload.js";

document.addEventListener("contentadded", (event) => htmx.process(event.detail));
