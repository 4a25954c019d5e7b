// The gate's camera: reads a ticket's code, sends it as the form would, shows the answer and goes on reading.
export default function (element) {
  const [start, form, denied, failed] = ["start", "form", "denied", "failed"].map((part) => element.querySelector(`[data-scan-${part}]`));
  const box = element.querySelector(".scanner");
  const video = box.querySelector("video");
  const result = element.querySelector("#scan-result");
  let last = "", until = 0;

  const send = async (code) => {
    const still = code === last && performance.now() < until; // the same ticket is still before the camera
    until = performance.now() + 4000;
    if (still) return;
    last = code;
    try {
      const body = new FormData(form);
      body.set("code", code);
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      result.replaceChildren(...page.querySelector("#scan-result").childNodes);
      failed.hidden = true;
      navigator.vibrate?.(result.querySelector(".scan-result--ok") ? 80 : [80, 60, 80]);
    } catch { // no connection, or somebody has signed out
      result.replaceChildren();
      failed.hidden = false;
      setTimeout(() => (last = ""), 2000);
    }
  };

  const read = async () => {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await video.play();
      const look = async () => {
        const [found] = await detector.detect(video).catch(() => []);
        if (found) await send(found.rawValue);
        setTimeout(look, 150);
      };
      look();
    } else {
      const { default: QrScanner } = await import("../../vendor/qr-scanner/qr-scanner.min.js");
      await new QrScanner(video, ({ data }) => send(data), { preferredCamera: "environment" }).start();
    }
  };

  if (!navigator.mediaDevices) return;
  start.hidden = false;
  start.addEventListener("click", async () => {
    box.hidden = false;
    try {
      await read();
      start.hidden = denied.hidden = true;
      element.scrollIntoView(); // on a phone the picture and the answer below it are all there is to see
    } catch {
      box.hidden = true;
      denied.hidden = false;
    }
  });
}
