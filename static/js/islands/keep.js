// Names, addresses and ages typed into a form survive Back, Forward and a lost connection: in this tab alone, for twenty
// minutes, or until the page that comes after the form is there. What a pass office asks for is never kept.
const KEPT = /^(name|email|phone|v\d+_(name|age))$/;
const LONGEST = 20 * 60 * 1000;

export default function (element) {
  const key = `typed:${element.dataset.of}`;
  if (element.tagName !== "FORM") return sessionStorage.removeItem(key);
  const fields = [...element.elements].filter((field) => field.type !== "submit" && KEPT.test(field.name));
  const save = () => {
    const typed = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: Object.fromEntries(typed) }));
  };
  const { at = 0, typed = {} } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  if (Date.now() - at < LONGEST) {
    for (const field of fields) field.value ||= typed[field.name] ?? "";
  }
  element.addEventListener("input", save);
  element.addEventListener("submit", ({ submitter }) => {
    // The answer knows who of the party stays, and under which number.
    if (submitter?.name === "party") sessionStorage.removeItem(key);
  });
  save();
}
