// Searches sixteen numbers whose SHA-256, after the ticket's own, begins low enough (tours/booking/services/allowances.py).
const PARTS = 16;
const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let found = 0, n = 2; found < 64; n += 1) {
  let prime = true;
  for (let by = 2; by * by <= n; by += 1) if (n % by === 0) prime = false;
  if (!prime) continue;
  if (found < 8) START[found] = (Math.sqrt(n) % 1) * 2 ** 32;
  K[found] = (Math.cbrt(n) % 1) * 2 ** 32;
  found += 1;
}
const W = new Uint32Array(64);

// One block of sixteen words in W, upon a state.
function compress(state) {
  for (let i = 16; i < 64; i += 1) {
    const [a, b] = [W[i - 15], W[i - 2]];
    W[i] = W[i - 16] + W[i - 7]
      + ((a >>> 7 | a << 25) ^ (a >>> 18 | a << 14) ^ a >>> 3)
      + ((b >>> 17 | b << 15) ^ (b >>> 19 | b << 13) ^ b >>> 10);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
  }
  return [state[0] + a >>> 0, state[1] + b >>> 0, state[2] + c >>> 0, state[3] + d >>> 0,
    state[4] + e >>> 0, state[5] + f >>> 0, state[6] + g >>> 0, state[7] + h >>> 0];
}

function load(text, from, lengthOfAll) {
  W.fill(0, 0, 16);
  let at = 0;
  for (; at < 64 && from + at < text.length; at += 1) W[at >> 2] |= text.charCodeAt(from + at) << (24 - 8 * (at & 3));
  if (at < 64 && lengthOfAll !== undefined) W[at >> 2] |= 0x80 << (24 - 8 * (at & 3));
  return at;
}

function sha256(text) {
  let state = [...START];
  let from = 0;
  for (; text.length - from >= 64; from += 64) {
    load(text, from);
    state = compress(state);
  }
  const rest = load(text, from, text.length);
  if (rest > 55) {
    state = compress(state);
    W.fill(0, 0, 16);
  }
  W[15] = text.length * 8;
  return compress(state);
}

onmessage = ({ data: { ticket, work } }) => {
  const seed = sha256(ticket).map((word) => word.toString(16).padStart(8, "0")).join("");
  load(seed, 0);
  const seeded = compress([...START]);
  const below = Math.floor(2 ** 32 / Math.floor(work / PARTS));
  const numbers = [];
  for (let part = 0; part < PARTS; part += 1) {
    for (let number = 0; ; number += 1) {
      const tail = `${part}:${number}`;
      load(tail, 0, tail.length);
      W[15] = (64 + tail.length) * 8;
      if (compress(seeded)[0] < below) {
        numbers.push(number);
        break;
      }
    }
  }
  postMessage([work, ...numbers].join("."));
};
