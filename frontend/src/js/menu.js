// Popover menus: placed at their button, walked with arrows, closed by choosing.
const GAP = 4;
const EDGE = 8;

const pressed = new Map(); // by the id of a menu: several buttons may open the same one

function trigger(menu) {
  const button = pressed.get(menu.id);
  return button?.isConnected ? button : document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget]");
  if (button) pressed.set(button.getAttribute("popovertarget"), button);
}, true);

export function placeBelow(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP;
  const top = below + height > innerHeight - EDGE ? Math.max(EDGE, at.top - GAP - height) : below;
  const aligned = at.left + width > innerWidth - EDGE ? at.right - width : at.left;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(EDGE, Math.min(aligned, innerWidth - width - EDGE))}px`;
}

function items(menu) {
  return [...menu.querySelectorAll(".menu-item:not([disabled])")];
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu[popover]")) return;
  const open = event.newState === "open";
  trigger(menu)?.setAttribute("aria-expanded", String(open));
  if (!open) return;
  placeBelow(menu, trigger(menu));
  items(menu)[0]?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover]");
  if (!menu) return;
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    all.at(next % all.length)?.focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
  }
});

document.addEventListener("click", (event) => {
  const item = event.target.closest(".menu-item");
  if (!item) return;
  const menu = item.closest(".menu[popover]");
  if (!menu?.matches(":popover-open")) return;
  menu.hidePopover();
});
