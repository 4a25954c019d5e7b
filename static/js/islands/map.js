// A map on demand: Leaflet is fetched when a visitor asks for it. Points stand in the element as JSON
// ([{at: [latitude, longitude], name, href, count}]); with several, a line joins them, or with data-clustered those that
// lie upon each other are one, which opens at a press. Without tiles in the settings there is
// no button: the page has drawn the place itself.
export default function (element) {
  const open = element.querySelector("[data-map-open]");
  if (open) {
    const points = JSON.parse(element.querySelector('[type="application/json"]').textContent);
    open.hidden = false;
    open.addEventListener("click", () => show(element, points).then(() => open.remove()), { once: true });
  }
}

const style = (href) => new Promise((resolve, reject) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: reject });
  document.head.append(link);
});

async function show(element, points) {
  await Promise.all([import("../../vendor/leaflet/leaflet.js"), style(element.dataset.css)]);
  const { L } = window;
  const canvas = element.querySelector("[data-map-canvas]");
  canvas.hidden = false;
  const colour = (name) => getComputedStyle(element).getPropertyValue(name).trim();
  const map = L.map(canvas, { scrollWheelZoom: false });
  L.tileLayer(element.dataset.tiles, { attribution: element.dataset.attribution, maxZoom: 19 }).addTo(map);
  const places = points.map((point) => point.at);
  const clustered = "clustered" in element.dataset;
  if (places.length > 1 && !clustered) L.polyline(places, { color: colour("--accent-ink"), weight: 3 }).addTo(map);
  if (clustered) cluster(L, map, points);
  else for (const { at, name, href } of points) {
    const mark = L.circleMarker(at, { radius: 9, color: colour("--paper"), weight: 3, fillColor: colour("--forge"), fillOpacity: 1 });
    const words = href ? Object.assign(document.createElement("a"), { href }) : document.createElement("span");
    words.textContent = name;
    mark.addTo(map).bindTooltip(name, { permanent: points.length === 1, direction: "top", offset: [0, -8] });
    if (href) mark.bindPopup(words);
  }
  const { km, m } = element.dataset;
  const Scale = L.Control.Scale.extend({
    _updateScale(line, text, ratio) {
      const words = text.replace(/k?m$/, (unit) => (unit === "km" ? km : m));
      L.Control.Scale.prototype._updateScale.call(this, line, words, ratio);
    },
  });
  new Scale({ imperial: false }).addTo(map);
  if (places.length > 1) map.fitBounds(places, { padding: [32, 32] });
  else map.setView(places[0], 15);
}

const APART = 44; // pixels: closer marks become one

function cluster(L, map, points) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const groups = [];
    for (const point of points) {
      const at = map.latLngToLayerPoint(point.at);
      const near = groups.find((group) => group.at.distanceTo(at) < APART);
      if (near) near.points.push(point);
      else groups.push({ at, points: [point] });
    }
    for (const { points: [first, ...rest] } of groups) {
      const count = [first, ...rest].reduce((sum, point) => sum + point.count, 0);
      const title = rest.length ? String(count) : first.name;
      const icon = L.divIcon({ className: "map-mark", html: String(count), iconSize: [APART, APART] });
      const mark = L.marker(first.at, { icon, title, alt: title }).addTo(layer);
      mark.on("click keypress", ({ originalEvent }) => {
        if (originalEvent?.key && originalEvent.key !== "Enter") return;
        if (rest.length) map.fitBounds([first, ...rest].map((point) => point.at), { padding: [32, 32] });
        else window.location.assign(first.href);
      });
    }
  };
  map.on("zoomend", draw);
  map.whenReady(draw);
}
