// A day by name and a range of dates exclude each other; and what is empty stays out of the address.
export default function (form) {
  const dates = [...form.querySelectorAll('[type="date"]')].map((input) => input.name);
  form.addEventListener("change", (event) => {
    const { target } = event;
    // Words are sent when they are whole, by Enter or the button; the switch of the filters is no filter.
    if (target.name === "q" || !target.name) event.stopPropagation();
    if (target.name === "when" && target.value) {
      for (const name of dates) form.elements[name].value = "";
    } else if (dates.includes(target.name) && target.value) {
      form.querySelector('[name="when"][value=""]').checked = true;
    }
  }, true);
  // On a phone the filters are a sheet: Escape closes it, and its button leads to what they found.
  const open = form.querySelector("#show-filters");
  form.addEventListener("keydown", ({ key }) => {
    if (open && key === "Escape") open.checked = false;
  });
  form.addEventListener("submit", ({ submitter }) => {
    if (!submitter?.closest(".filters__panel")) return;
    open.checked = false;
    form.querySelector("#results").scrollIntoView();
  });
  const tidy = (data) => {
    for (const name of new Set(data.keys())) {
      const values = data.getAll(name).filter(Boolean);
      data.delete(name);
      for (const value of values) data.append(name, value);
    }
  };
  form.addEventListener("formdata", ({ formData }) => tidy(formData));
  let sent;
  let unfolded = [];
  form.addEventListener("htmx:config:request", ({ detail }) => {
    sent = form.elements.q.value;
    tidy(detail.ctx.request.body);
  });
  // What was unfolded stays so.
  document.addEventListener("htmx:before:swap", () => {
    unfolded = [...form.querySelectorAll("details[open]")].map(({ id }) => id);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const id of unfolded) form.querySelector(`#${id}`)?.setAttribute("open", "");
  });
  // Where one stands is asked of the device only at a press, and told to a hundredth of a degree.
  const offerPlace = () => {
    for (const button of form.querySelectorAll("[data-near-me]")) button.hidden = !navigator.geolocation;
  };
  offerPlace();
  document.addEventListener("htmx:after:swap", offerPlace);
  form.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-near-me]")) return;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const here = form.querySelector("[data-near-here]");
      here.value = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(2)).join(",");
      here.hidden = here.disabled = false;
      here.selected = true;
      here.parentElement.dispatchEvent(new Event("change", { bubbles: true }));
    }, () => { form.querySelector("[data-near-failed]").hidden = false; });
  });
  // A word such as «бесплатно» has become a filter; what was typed meanwhile stays.
  document.addEventListener("htmx:after:swap", () => {
    const { q } = form.elements;
    if (q.value === sent) q.value = q.defaultValue;
  });
}
