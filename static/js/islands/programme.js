// Keeps “now” and “next” of a programme true while the page stays open; the server has marked them when it was drawn.
export default function (root) {
  const words = [root.dataset.now, root.dataset.next];
  const sessions = [...root.querySelectorAll("[data-at]")].map((element) => {
    const [from, to] = element.dataset.at.split(" ").map(Number);
    return { element, from, to, mark: element.querySelector(".session__now") };
  });
  const day = (seconds) => new Date(seconds * 1000).toDateString();

  const update = () => {
    const now = Date.now() / 1000;
    const next = Math.min(...sessions.filter((session) => session.from > now && day(session.from) === day(now)).map((session) => session.from));
    for (const { element, from, to, mark } of sessions) {
      const running = from <= now && now < to;
      element.classList.toggle("is-now", running);
      element.classList.toggle("is-next", from === next);
      mark.textContent = running ? words[0] : from === next ? words[1] : "";
    }
  };

  update();
  setInterval(update, 30_000);
}
