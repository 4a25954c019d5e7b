// A summary of errors takes the focus when it appears, so that it is read first.
export default function (element) {
  element.focus();
  element.scrollIntoView({ block: "start" });
}
