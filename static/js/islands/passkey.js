// Says beside the button that a passkey was not used; allauth's script tells the document and nobody else.
export default function (button) {
  const problem = document.getElementById("passkey-problem");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    return;
  }
  button.addEventListener("click", () => { problem.hidden = true; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    problem.hidden = false;
  });
}
