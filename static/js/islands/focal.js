// The point of a photo that pages never crop: press the photo, or type the two numbers and see where that is.
export default function (element) {
  const photo = element.querySelector(".focal__photo");
  const [across, down] = element.querySelectorAll("input[type=number]");
  if (!photo) return;
  const marker = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  marker.setAttribute("class", "focal__marker");
  marker.setAttribute("aria-hidden", "true");
  const rings = ["focal__halo", "focal__ring"].map((name) => {
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("class", name);
    ring.setAttribute("r", "14");
    marker.append(ring);
    return ring;
  });
  photo.append(marker);
  element.querySelector(".focal__how").hidden = false;
  const within = (value) => Math.min(100, Math.max(0, Math.round(value)));
  const draw = () => rings.forEach((ring) => {
    ring.setAttribute("cx", `${within(Number(across.value))}%`);
    ring.setAttribute("cy", `${within(Number(down.value))}%`);
  });
  photo.addEventListener("click", ({ clientX, clientY }) => {
    const { left, top, width, height } = photo.getBoundingClientRect();
    across.value = within(((clientX - left) / width) * 100);
    down.value = within(((clientY - top) / height) * 100);
    draw();
  });
  [across, down].forEach((input) => input.addEventListener("input", draw));
  draw();
}
