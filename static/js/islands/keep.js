// Names, addresses and ages typed into a form survive Back and Forward: in this tab alone, and no longer than until they
// are sent. What a pass office asks for is never kept.
const KEPT = /^(name|email|phone|v\d+_(name|age))$/;

export default function (form) {
  const key = `typed:${location.pathname}`;
  const fields = [...form.elements].filter((field) => KEPT.test(field.name));
  const save = () => {
    const typed = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(typed)));
  };
  const typed = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  for (const field of fields) {
    if (!field.value) field.value = typed[field.name] ?? "";
  }
  form.addEventListener("input", save);
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name !== "party") sessionStorage.removeItem(key); // another party comes back to this page
  });
  save();
}
