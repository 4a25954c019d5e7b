// Where htmx replaces what has the focus, it stays on the same link, or else goes to the heading of that part.
let left;

const remember = () => {
  const focused = document.activeElement;
  left = { focused, heading: focused?.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby") };
};

const refocus = () => {
  if (!left || left.focused.isConnected || document.activeElement !== document.body) return;
  const link = left.focused.id && document.getElementById(left.focused.id);
  const target = link || (left.heading && document.getElementById(left.heading));
  if (!target) return;
  if (!link) target.tabIndex = -1;
  target.focus({ preventScroll: true });
};

// Once for the document, however many parts of it ask: the same listener is not added twice.
export default function () {
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", refocus);
}
