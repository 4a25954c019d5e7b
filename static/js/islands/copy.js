// A button that puts the text of [data-copy] into the clipboard, where the browser has one.
export default function (element) {
  const button = element.querySelector("[data-copy-button]");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(element.querySelector("[data-copy]").textContent.trim());
    button.querySelector("span").textContent = button.dataset.done;
  });
}
