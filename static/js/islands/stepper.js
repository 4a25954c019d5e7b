// Minus and plus beside a number: larger targets than the input's own arrows.
export default function (element) {
  const input = element.querySelector("input");
  const button = (sign, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--icon";
    made.textContent = sign;
    made.setAttribute("aria-label", `${sign} ${input.labels[0]?.innerText ?? ""}`);
    made.addEventListener("click", () => {
      const [least, most] = [Number(input.min || 0), Number(input.max || Infinity)];
      input.value = Math.min(most, Math.max(least, Number(input.value || 0) + step));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return made;
  };
  input.before(button("−", -1));
  input.after(button("+", 1));
}
