// A region under the pointer, or in focus, lights up on the map and is named beneath it, wherever it was met.
export default function (atlas) {
  const name = atlas.querySelector(".atlas__name");
  const regions = new Map([...atlas.querySelectorAll("svg a")].map((link) => [link.getAttribute("href"), link]));
  let near = null;

  function light(link) {
    const region = link && regions.get(link.getAttribute("href"));
    if (region === near) return;
    near?.classList.remove("is-near");
    region?.classList.add("is-near");
    near = region ?? null;
    name.textContent = region ? region.getAttribute("aria-label") : "";
  }

  for (const kind of ["pointerover", "focusin"]) atlas.addEventListener(kind, (event) => light(event.target.closest("a")));
  atlas.addEventListener("pointerleave", () => light(null));
}
