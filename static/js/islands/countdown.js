// Counts a hold down by the server's seconds; says aloud only that a minute is left, and that it has ended.
export default function (element) {
  const until = performance.now() + Number(element.dataset.seconds) * 1000;
  const words = element.querySelector("span");
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  element.after(spoken);
  element.classList.add("num"); // of a running clock no figure moves the next
  const tick = () => {
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    words.textContent = `${element.dataset.held}: ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 60) spoken.textContent = element.dataset.soon;
    if (left === 0) {
      words.textContent = spoken.textContent = element.dataset.over;
      clearInterval(timer);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}
