// The look is changed where one stands: a new page would lose what was typed into this one.
export default function (form) {
  const reset = form.querySelector("[form]");
  const apply = async (event) => {
    event.preventDefault();
    const { target } = event;
    const answer = await fetch(target.action, { method: "POST", body: new URLSearchParams(new FormData(target)), redirect: "manual" })
      .catch(() => null);
    if (answer?.type !== "opaqueredirect") return target.submit();
    const root = document.documentElement;
    reset.hidden = true;
    for (const { elements: choices } of form.querySelectorAll("fieldset")) {
      // The first of each kind is the usual one and leaves no mark.
      if (target !== form) choices[0].checked = true;
      const { name, value } = [...choices].find((choice) => choice.checked);
      if (choices[0].checked) delete root.dataset[name];
      else root.dataset[name] = value;
      reset.hidden &&= choices[0].checked;
    }
    const menu = form.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
  };
  form.addEventListener("submit", apply);
  reset.form.addEventListener("submit", apply);
}
