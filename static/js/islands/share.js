// A link for others: the device's own sheet for sharing where there is one, else the clipboard. Its buttons are hidden
// without this script, and the letter beside them works all the same.
export default function (element) {
  const { title, text, url } = element.dataset;
  const [send, copy] = ["[data-share]", "[data-share-copy]"].map((name) => element.querySelector(name));
  if (navigator.share) {
    send.hidden = false;
    send.addEventListener("click", () => navigator.share({ title, text, url }).catch(() => {})); // closed, not failed
  }
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(url);
      copy.querySelector("span").textContent = copy.dataset.done;
    });
  }
}
