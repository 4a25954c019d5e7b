// Minus and plus beside a number: larger targets than the input's own arrows. They are in the page from the start.
export default function (element) {
  const input = element.querySelector("input");
  element.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-step]")?.dataset.step);
    if (!step) return;
    const [least, most] = [Number(input.min || 0), Number(input.max || Infinity)];
    input.value = Math.min(most, Math.max(least, Number(input.value || 0) + step));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
