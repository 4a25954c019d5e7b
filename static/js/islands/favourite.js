// A page that is the same for everybody does not know what this browser keeps: its cookie does. The tour is saved
// where one stands; without this script the form leads to the page of favourites.
const kept = () => document.cookie.match(/(?:^|; )favourites=([\d.]+)/)?.[1].split(".") ?? [];

export default function (form) {
  const [button, list] = ["button", "a"].map((name) => form.querySelector(name));
  const { add, remove } = form.dataset;
  const say = (isFavourite) => {
    button.name = isFavourite ? "remove" : "add";
    button.textContent = isFavourite ? remove : add;
    list.hidden = !isFavourite;
  };
  if (kept().includes(button.value)) say(true);
  const change = async (event) => {
    event.preventDefault();
    const body = new URLSearchParams({ [button.name]: button.value });
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") return say(button.name === "add");
    form.removeEventListener("submit", change);
    form.requestSubmit(button); // the page that it leads to says what is wrong
  };
  form.addEventListener("submit", change);
}
