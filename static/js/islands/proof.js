// Under pressure a hold costs a little work: it begins with the page, off its thread, and the form waits for its end.
// Without workers nothing happens here; then the server lets through whoever has had the page open for a while.
export default function (element) {
  const form = element.closest("form");
  const proof = form.elements.proof;
  let waiting = "asked" in element.dataset;
  let worker;
  try {
    worker = new Worker(element.dataset.worker);
  } catch {
    return;
  }
  const say = () => { element.textContent = element.dataset.wait; };
  const wait = (event) => {
    if (proof.value) return;
    event.preventDefault();
    waiting = true;
    say();
  };
  const end = () => {
    worker.terminate();
    form.removeEventListener("submit", wait);
    element.textContent = "";
    if (waiting) form.requestSubmit();
  };
  form.addEventListener("submit", wait);
  worker.addEventListener("message", ({ data }) => {
    proof.value = data;
    end();
  });
  worker.addEventListener("error", () => {
    waiting = false;
    end();
  });
  if (waiting) say();
  worker.postMessage({ ticket: form.elements.ticket.value, work: Number(element.dataset.work) });
}
