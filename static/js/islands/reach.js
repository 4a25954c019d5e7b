// A form with files asks whether the portal can be reached before it is sent: what was chosen stays chosen, and the page
// says why nothing happened. Without this script the browser's own page stands in the way, and Back leads to the form.
export default function (form) {
  const words = form.querySelector("[data-unreached]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    words.hidden = true;
    const there = await fetch(form.dataset.ask, { method: "HEAD", cache: "no-store" }).then(({ ok }) => ok, () => false);
    if (there) form.submit();
    else {
      words.hidden = false;
      words.focus();
    }
  });
}
