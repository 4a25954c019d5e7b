// A button that prints the page: without this script it stays hidden, since the browser's own menu prints as well.
export default function (element) {
  const button = element.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
