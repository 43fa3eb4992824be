/** What the playground draws on its canvases: the plane with its points, and small charts of lines. */

import { largest } from "./common.js";
import { CLASSES, REACH, scoresOf, softmax } from "./playground-model.js";

const LINE = 12; // pixels, the height of a line of text

/** A canvas made ready: as wide as its place, sharp on any screen; units are CSS pixels. */
function prepare(canvas, aspect) {
  const width = Math.max(120, canvas.clientWidth);
  const height = Math.round(width * aspect);
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "12px system-ui, sans-serif";
  return { context, width, height };
}

/** The three numbers of a resolved colour, from 0 to 255. */
const numbers = (colour) =>
  colour
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);

/** The colours of the scheme, dark or light, as the page resolves them. */
export function inks(root) {
  const style = getComputedStyle(root);
  const base = numbers(style.backgroundColor);
  const dark = base[0] < 128; // where lighter tints of the classes' colours stand out better
  const classes = CLASSES.map(({ rgb }) => rgb.map((v) => (dark ? v + 0.3 * (255 - v) : v)));
  return { ink: style.color, paper: style.backgroundColor, grey: style.outlineColor, base, classes };
}

export const css = ([r, g, b], alpha = 1) => `rgba(${r}, ${g}, ${b}, ${alpha})`;

const CELL = 3; // CSS pixels of the background's grid

/**
 * The background: each place in the colour of its winner; under softmax mixed by probability. Where the winner leads by
 * less than the margin of 1, stripes. Returns the image and, for each class, the middle of its region.
 */
function shade(state, family, size, { base, classes }) {
  const n = Math.ceil(size / CELL);
  const image = new ImageData(n, n);
  const middles = state.W.map(() => [0, 0, 0]);
  for (let row = 0, at = 0; row < n; row++) {
    for (let column = 0; column < n; column++, at += 4) {
      const x = [
        (((column + 0.5) * CELL) / size) * 2 * REACH - REACH,
        REACH - (((row + 0.5) * CELL) / size) * 2 * REACH,
      ];
      const s = scoresOf(state, x);
      const best = largest(s);
      middles[best][0] += x[0];
      middles[best][1] += x[1];
      middles[best][2] += 1;
      const lead = s[best] - Math.max(...s.filter((_, j) => j !== best));
      const striped = family !== "softmax" && family !== "ova" && lead < 1 && (row + column) % 4 < 2;
      const shares = family === "softmax" ? softmax(s) : s.map((_, j) => Number(j === best));
      const strength = striped ? 0.08 : 0.27;
      for (let c = 0; c < 3; c++) {
        const colour = shares.reduce((sum, p, k) => sum + p * classes[k][c], 0);
        image.data[at + c] = (1 - strength) * base[c] + strength * colour;
      }
      image.data[at + 3] = 255;
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = n;
  canvas.getContext("2d").putImageData(image, 0, 0);
  return { canvas, middles: middles.map(([a, b, count]) => (count > n * n * 0.01 ? [a / count, b / count] : null)) };
}

/** The outline of a class's marker around a place. */
function marker(context, k, x, y, radius) {
  context.beginPath();
  if (k === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  else if (k === 1) context.rect(x - 0.88 * radius, y - 0.88 * radius, 1.76 * radius, 1.76 * radius);
  else {
    context.moveTo(x, y - 1.2 * radius);
    context.lineTo(x + 1.15 * radius, y + 0.85 * radius);
    context.lineTo(x - 1.15 * radius, y + 0.85 * radius);
    context.closePath();
  }
}

/** An arrow between two places, with a head. */
function arrow(context, from, to, dash = []) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  for (const side of [-0.5, 0.5]) {
    context.moveTo(...to);
    context.lineTo(to[0] - 8 * Math.cos(angle + side), to[1] - 8 * Math.sin(angle + side));
  }
  context.stroke();
}

/** A line of text that stays readable on any ground. */
function label(context, text, x, y, { ink, paper }) {
  context.lineWidth = 3;
  context.strokeStyle = paper;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
}

/**
 * The plane: regions, margins, zero-score lines, W as arrows, the next step as arrows at their tips, points and what
 * each class adds to a point's loss as bars.
 * @param {{state, family, result, selected}} what to draw: family is the loss it is drawn for, and result what
 *   lossAndGrad returns, with `measured` {dW, db} if that contradicts the gradient
 * @param cache an object that keeps the background while it does not change
 */
export function drawPlane(canvas, what, colours, cache) {
  const { state, family, result, selected } = what;
  const { context, width: size } = prepare(canvas, 1);
  const place = ([x, y]) => [((x + REACH) / (2 * REACH)) * size, ((REACH - y) / (2 * REACH)) * size];

  const key = JSON.stringify([state.W, state.b, family, size, colours.paper]);
  if (cache.key !== key) Object.assign(cache, shade(state, family, size, colours), { key });
  context.imageSmoothingEnabled = family === "softmax";
  const covered = cache.canvas.width * CELL;
  context.drawImage(cache.canvas, 0, 0, covered, covered);

  drawAxes(context, size, place, colours);
  cache.middles.forEach((middle, k) => {
    if (!middle) return;
    const [x, y] = place(middle);
    context.font = "bold 30px system-ui, sans-serif";
    context.fillStyle = css(colours.classes[k], 0.55);
    context.fillText(k, x - 9, y + 10);
    context.font = "12px system-ui, sans-serif";
  });
  state.W.forEach((_, k) => drawWeights(context, what, k, place, size, colours));
  state.X.forEach((point, i) => {
    const [x, y] = place(point);
    if (i === selected) {
      context.strokeStyle = colours.ink;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(x, y, 13, 0, 2 * Math.PI);
      context.stroke();
    }
    marker(context, state.y[i], x, y, 6.5);
    context.fillStyle = css(colours.classes[state.y[i]]);
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = colours.ink;
    context.stroke();
    drawTerms(context, result.terms[i], family, x, y, colours);
  });
}

/** One class's weights: its line of score 0, W as an arrow from there, and where the next step takes its tip. */
function drawWeights(context, { state, family, result }, k, place, size, colours) {
  const w = state.W[k];
  const square = w[0] ** 2 + w[1] ** 2;
  if (square < 1e-8) return;
  const length = Math.sqrt(square);
  const at = (score) => w.map((v) => (v * (score - state.b[k])) / square); // nearest the origin with this score
  context.strokeStyle = css(colours.classes[k]);
  for (const score of family === "ova" ? [0, -1, 1] : [0]) {
    const foot = at(score);
    context.lineWidth = score === 0 ? 2 : 1;
    context.setLineDash(score === 0 ? [] : [2, 4]);
    context.beginPath();
    context.moveTo(...place([foot[0] - (5 * w[1]) / length, foot[1] + (5 * w[0]) / length]));
    context.lineTo(...place([foot[0] + (5 * w[1]) / length, foot[1] - (5 * w[0]) / length]));
    context.stroke();
    context.setLineDash([]);
  }
  const foot = at(0);
  if (Math.max(...foot.map(Math.abs)) > REACH) return;
  const shown = Math.min(0.6, Math.max(0.12, 0.14 * length)) / length;
  const tip = [foot[0] + shown * w[0], foot[1] + shown * w[1]];
  context.lineWidth = 3;
  arrow(context, place(foot), place(tip));
  label(context, `w${k}`, place(tip)[0] + 7, place(tip)[1] - 5, colours);
  const unit = size / (2 * REACH);
  const towards = (g, dash) => {
    const far = Math.hypot(...g);
    if (far * unit * 0.35 < 3) return;
    const long = Math.min(0.35, 0.5 / far);
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    arrow(context, place(tip), place([tip[0] - long * g[0], tip[1] - long * g[1]]), dash);
  };
  if (result.dW) towards(result.dW[k], []);
  if (result.measured) towards(result.measured.dW[k], [4, 4]);
}

/** The bars at a point: hinge terms that are not 0, or probabilities; the bars are in the order of the classes. */
function drawTerms(context, terms, family, x, y, colours) {
  terms.forEach((term, k) => {
    if (term <= 0) return;
    const height = family === "softmax" ? 20 * term : Math.min(32, 9 * term);
    context.fillStyle = css(colours.classes[k]);
    context.fillRect(x - 8 + 6 * k, y - 10 - height, 4, height);
    context.strokeStyle = colours.ink;
    context.lineWidth = 0.5;
    context.strokeRect(x - 8 + 6 * k, y - 10 - height, 4, height);
  });
}

/** Both axes through the origin, y upwards, with ticks and names. */
function drawAxes(context, size, place, colours) {
  context.strokeStyle = colours.grey;
  context.lineWidth = 1;
  context.beginPath();
  for (const [from, to] of [
    [
      [-REACH, 0],
      [REACH, 0],
    ],
    [
      [0, -REACH],
      [0, REACH],
    ],
  ]) {
    context.moveTo(...place(from));
    context.lineTo(...place(to));
  }
  for (const tick of [-1, -0.5, 0.5, 1]) {
    const [x, zero] = place([tick, 0]);
    const [middle, y] = place([0, tick]);
    context.moveTo(x, zero - 3);
    context.lineTo(x, zero + 3);
    context.moveTo(middle - 3, y);
    context.lineTo(middle + 3, y);
  }
  context.stroke();
  for (const tick of [-1, -0.5, 0.5, 1]) {
    label(context, tick, place([tick, 0])[0] - 8, place([0, 0])[1] + 16, colours);
    label(context, tick, place([0, 0])[0] - 26, place([0, tick])[1] + 4, colours);
  }
  label(context, "x0", size - 18, place([0, 0])[1] - 6, colours);
  label(context, "x1", place([0, 0])[0] + 7, 13, colours);
}

/** Round numbers between two ends, about four of them. */
export function ticks(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  const found = [];
  for (let i = Math.ceil(low / gap); i * gap <= high + 1e-9 * gap; i++) found.push(i * gap);
  return { values: found, digits: Math.max(0, -Math.floor(Math.log10(gap) + 1e-9)) };
}

/**
 * Where names stand next to the ends of their lines: in the order of the ends, LINE apart and not below the lowest.
 * @param ends heights of the ends, downwards
 * @param lowest that a name may stand
 */
export function apart(ends, lowest) {
  const order = ends.map((_, k) => k).sort((a, b) => ends[a] - ends[b]);
  const places = [...ends];
  order.forEach((k, n) => (places[k] = n ? Math.max(ends[k], places[order[n - 1]] + LINE) : ends[k]));
  order.forEach((k, n) => (places[k] = Math.min(places[k], lowest - LINE * (order.length - 1 - n))));
  return places;
}

/**
 * A small chart of lines.
 * @param lines [{x, y, dash, width, name}]; a name is written at the end of its line
 * @param names of the axes: [horizontal, vertical]
 * @param dot [x, y, slope] marks a place and its tangent, or null
 * @param [least] that the horizontal axis spans, from its left end
 */
export function drawChart(canvas, lines, names, dot, colours, least = 1) {
  const { context, width, height } = prepare(canvas, 0.55);
  const xs = lines.flatMap((line) => line.x);
  const ys = lines.flatMap((line) => line.y).filter(Number.isFinite);
  if (!ys.length) return;
  const left = Math.min(...xs),
    right = Math.max(left + least, ...xs);
  const bottom = Math.min(0, ...ys),
    top = Math.max(bottom + 0.1, ...ys);
  const [x0, x1, y0, y1] = [46, width - 56, height - 34, 18];
  const px = (v) => x0 + ((v - left) / (right - left)) * (x1 - x0);
  const py = (v) => y0 - ((v - bottom) / (top - bottom)) * (y0 - y1);

  context.strokeStyle = colours.grey;
  context.fillStyle = colours.ink;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x0, y1);
  context.lineTo(x0, y0);
  context.lineTo(x1, y0);
  context.stroke();
  const across = ticks(left, right),
    up = ticks(bottom, top);
  context.textAlign = "center";
  for (const v of across.values) context.fillText(v.toFixed(across.digits), px(v), y0 + 15);
  context.fillText(names[0], (x0 + x1) / 2, height - 4);
  context.textAlign = "right";
  for (const v of up.values) context.fillText(v >= 1e4 ? v.toExponential(0) : v.toFixed(up.digits), x0 - 5, py(v) + 4);
  context.textAlign = "left";
  context.fillText(names[1], 4, 11);

  for (const line of lines) {
    context.strokeStyle = colours.ink;
    context.lineWidth = line.width;
    context.setLineDash(line.dash);
    context.beginPath();
    line.x.forEach((v, i) => context.lineTo(px(v), py(line.y[i])));
    context.stroke();
    context.setLineDash([]);
  }
  const named = lines.filter((line) => line.name && Number.isFinite(line.y.at(-1)));
  const places = apart(
    named.map((line) => py(line.y.at(-1)) + 4),
    y0 + 4,
  );
  named.forEach((line, k) => {
    const [x, y] = [px(line.x.at(-1)), py(line.y.at(-1))];
    context.fillRect(x - 2, y - 2, 4, 4);
    context.fillText(line.name, x + 4, places[k]);
  });
  if (!dot) return;
  const [x, y, slope] = dot;
  if (Number.isFinite(slope)) {
    context.save();
    context.beginPath();
    context.rect(x0, y1, x1 - x0, y0 - y1);
    context.clip();
    context.strokeStyle = css(colours.classes[1]);
    context.lineWidth = 2;
    context.setLineDash([6, 3]);
    context.beginPath();
    context.moveTo(px(x - 1.2), py(y - 1.2 * slope));
    context.lineTo(px(x + 1.2), py(y + 1.2 * slope));
    context.stroke();
    context.restore();
  }
  context.fillStyle = css(colours.classes[1]);
  marker(context, 0, px(x), py(y), 5);
  context.fill();
}
