// What the party costs while it is chosen, by the rules of tours/booking/prices.py, and how many places the button holds.
const SPACE = "\u00a0";

// Of a leg's kinds [price, is of children]: with children, so many adults are free, those who would pay most.
const charge = ({ free, kinds }, counts) => {
  const children = kinds.some(([, isChild], at) => isChild && counts[at]);
  const adults = kinds.map(([price, isChild], at) => [isChild ? 0 : price, at]).sort(([a], [b]) => b - a);
  const paying = [...counts];
  let left = children ? free : 0;
  for (const [, at] of adults.filter(([, at]) => !kinds[at][1])) {
    const spared = Math.min(left, paying[at]);
    paying[at] -= spared;
    left -= spared;
  }
  return kinds.reduce((sum, [price], at) => sum + price * paying[at], 0);
};

const rubles = (kopecks, language) => {
  const [whole, rest] = [Math.floor(kopecks / 100), kopecks % 100];
  const [group, point] = language === "ru" ? [SPACE, ","] : [",", "."];
  const tail = rest ? `${point}${String(rest).padStart(2, "0")}` : "";
  return `${String(whole).replace(/\B(?=(\d{3})+$)/g, group)}${tail}${SPACE}₽`;
};

export default function (bar) {
  const { legs, pays, free, nobody, none, button } = JSON.parse(bar.dataset.total);
  const language = document.documentElement.lang;
  const plurals = new Intl.PluralRules(language);
  const form = bar.closest("form");
  const inputs = [...form.querySelectorAll(".party input")];
  const show = () => {
    const counts = inputs.map(({ value }) => (/^\d+$/.test(value) ? Number(value) : 0));
    const people = counts.reduce((sum, count) => sum + count, 0);
    const sum = legs.reduce((total, leg) => total + charge(leg, counts), 0);
    const forms = button[plurals.select(people)] ?? button.other;
    const due = sum ? pays.replace("{sum}", rubles(sum, language)) : free;
    bar.querySelector("output").textContent = people ? due : nobody;
    bar.querySelector("button .scripted").textContent = people ? forms.replace("{n}", people) : none;
  };
  form.addEventListener("input", show);
  addEventListener("pageshow", show); // what Back brings again
  show();
}
