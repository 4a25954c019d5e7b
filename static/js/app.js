// Islands: <div data-island="name"> is given to islands/name.js when it comes into view, at once when it is about
// focus, with data-lazy when it is used. collectstatic hashes these paths.
const islands = {
  atlas: () => import("./islands/atlas.js"),
  catalogue: () => import("./islands/catalogue.js"),
  copy: () => import("./islands/copy.js"),
  countdown: () => import("./islands/countdown.js"),
  favourite: () => import("./islands/favourite.js"),
  focal: () => import("./islands/focal.js"),
  focus: () => import("./islands/focus.js"),
  programme: () => import("./islands/programme.js"),
  keep: () => import("./islands/keep.js"),
  look: () => import("./islands/look.js"),
  menu: () => import("./islands/menu.js"),
  map: () => import("./islands/map.js"),
  passkey: () => import("./islands/passkey.js"),
  print: () => import("./islands/print.js"),
  proof: () => import("./islands/proof.js"),
  reach: () => import("./islands/reach.js"),
  refocus: () => import("./islands/refocus.js"),
  scanner: () => import("./islands/scanner.js"),
  share: () => import("./islands/share.js"),
  suggest: () => import("./islands/suggest.js"),
  stepper: () => import("./islands/stepper.js"),
  total: () => import("./islands/total.js"),
  zone: () => import("./islands/zone.js"),
};

const start = (element) => islands[element.dataset.island]?.().then((island) => island.default(element));
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      watcher.unobserve(target);
      start(target);
    }
  }
}, { rootMargin: "200px" });

// Where a row runs on beyond the edge, what is chosen in it is in sight.
const show = (row) => {
  const chosen = row.querySelector("[aria-current], :checked");
  if (!chosen || row.scrollWidth <= row.clientWidth) return;
  const [inner, outer] = [chosen.closest("label") ?? chosen, row].map((one) => one.getBoundingClientRect());
  row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
};

const seek = (root) => {
  root.querySelectorAll(".site-nav, .tabs, .cabinet__nav, .chips--scroll, .chips--days").forEach(show);
  for (const element of root.querySelectorAll("[data-island]:not([data-found])")) {
    element.dataset.found = "";
    if (element.dataset.island === "focus" || element.matches("[data-lazy]:focus-within")) start(element);
    else if ("lazy" in element.dataset) element.addEventListener("focusin", () => start(element), { once: true });
    else watcher.observe(element);
  }
};

seek(document);

document.addEventListener("htmx:after:swap", () => seek(document)); // what htmx brings may hold islands too
