// What a search offers while one types: a list under the field, walked by arrow keys; Enter on one of them goes there.
// The form stays a plain one.
const PAUSE = 150;
const SHORTEST = 2;
const served = new WeakSet();

export default function (box) {
  const input = box.querySelector("input");
  const list = box.querySelector('[role="listbox"]');
  Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  }).forEach(([name, value]) => input.setAttribute(name, value));
  if (served.has(input)) return; // htmx has brought the field's markup again, and only that
  served.add(input);
  let timer;
  let asking;
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const at = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    input.removeAttribute("aria-activedescendant");
    options().forEach((option, number) => {
      const chosen = number === place;
      option.setAttribute("aria-selected", String(chosen));
      if (!chosen) return;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${box.dataset.suggestions}?${new URLSearchParams({ q: input.value })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
    } catch {
      return; // a newer question is on its way, or there is no network: the form works as ever
    }
    options().forEach((option, number) => { option.id = `${list.id}-${number}`; });
    if (!options().length || document.activeElement !== input) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  input.addEventListener("input", () => {
    close();
    if (input.value.trim().length >= SHORTEST) timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const { key } = event;
    const count = options().length;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : -1;
      choose((at() + step + count + (at() < 0 && step < 0 ? 1 : 0)) % count);
    } else if (key === "Enter" && at() >= 0) {
      options()[at()].click();
    } else if (key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  input.form.addEventListener("submit", close);
  if (input.value !== input.defaultValue) timer = setTimeout(ask, PAUSE); // typed before this was loaded
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (!box.contains(relatedTarget)) close();
  });
}
