/**
 * A linear classifier on points of the plane, to play with: one module for two hosts, a notebook (through anywidget)
 * and a page of its own. Four parts: the mathematics, which is pure; states and how they come about; what is drawn on
 * canvases; and the controls, where all meets.
 *
 * A state is a plain object:
 *   X (N, 2) points, y (N) their classes from 0 to C - 1, W (C, 2) weights and b (C) biases, one row a class;
 *   loss: a key of LOSSES, or "yours", which is the Python function behind the notebook's widget;
 *   reg: the price of the weights; priceBias: whether b is priced too; step: the step size; seed: of all random numbers.
 */

// --- the mathematics -------------------------------------------------------------------------------------------------

export const LOSSES = {
  svm: "SVM (Weston-Watkins)",
  ova: "SVM, one against all",
  structured: "SVM, structured",
  softmax: "softmax",
};

/** The scores of one point: W x + b. */
const scoresOf = ({ W, b }, [x0, x1]) => W.map((w, k) => w[0] * x0 + w[1] * x1 + b[k]);

/** Softmax, shifted by the largest score so that no exponential overflows. */
export function softmax(s) {
  const largest = Math.max(...s);
  const e = s.map((v) => Math.exp(v - largest));
  const sum = e.reduce((a, v) => a + v, 0);
  return e.map((v) => v / sum);
}

/**
 * The loss of one point.
 * @param {string} loss a key of LOSSES
 * @param {number[]} s (C) scores
 * @param {number} y the right class
 * @returns {{L: number, dS: number[], terms: number[]}} the loss; its gradient by the scores; what each class adds to
 *   it: hinge terms, or the probabilities if the loss is softmax
 */
function pointLoss(loss, s, y) {
  const terms = s.map(() => 0);
  const dS = s.map(() => 0);
  if (loss === "softmax") {
    const P = softmax(s);
    const largest = Math.max(...s);
    let sum = 0;
    for (const v of s) sum += Math.exp(v - largest);
    return { L: largest + Math.log(sum) - s[y], dS: P.map((p, j) => p - (j === y)), terms: P };
  }
  const worst = loss === "structured" ? worstRival(s, y) : -1;
  let L = 0;
  for (let j = 0; j < s.length; j++) {
    if (loss === "ova") {
      const sign = j === y ? 1 : -1;
      terms[j] = Math.max(0, 1 - sign * s[j]);
      if (terms[j] > 0) dS[j] = -sign;
    } else if (j !== y && (worst < 0 || j === worst)) {
      terms[j] = Math.max(0, s[j] - s[y] + 1);
      if (terms[j] > 0) {
        dS[j] = 1;
        dS[y] -= 1;
      }
    }
    L += terms[j];
  }
  return { L, dS, terms };
}

/** The wrong class with the highest score. */
function worstRival(s, y) {
  let worst = y === 0 ? 1 : 0;
  for (let j = 0; j < s.length; j++) if (j !== y && s[j] > s[worst]) worst = j;
  return worst;
}

/** The price of the weights: reg times the sum of their squares. */
const priceOf = ({ W, b, reg, priceBias }) =>
  reg * (W.flat().reduce((a, w) => a + w * w, 0) + (priceBias ? b.reduce((a, v) => a + v * v, 0) : 0));

/**
 * Loss and gradient of a state. The loss is the mean over the points plus reg * sum(W * W), so that the gradient of the
 * second term is 2 * reg * W.
 * @returns scores S (N, C), terms (N, C), L (N), right (the number of points whose highest score is that of their
 *   class), data + reg = total, dW (C, 2), db (C)
 */
export function lossAndGrad(state) {
  const { X, y, W, b, reg, priceBias } = state;
  const dW = W.map((w) => w.map((v) => 2 * reg * v));
  const db = b.map((v) => (priceBias ? 2 * reg * v : 0));
  const S = [],
    terms = [],
    L = [];
  let right = 0;
  for (let i = 0; i < X.length; i++) {
    const s = scoresOf(state, X[i]);
    const point = pointLoss(state.loss, s, y[i]);
    for (let k = 0; k < s.length; k++) {
      dW[k][0] += (point.dS[k] * X[i][0]) / X.length;
      dW[k][1] += (point.dS[k] * X[i][1]) / X.length;
      db[k] += point.dS[k] / X.length;
    }
    S.push(s);
    terms.push(point.terms);
    L.push(point.L);
    right += winner(s) === y[i];
  }
  const data = L.reduce((a, v) => a + v, 0) / X.length;
  const price = priceOf(state);
  return { S, terms, L, right, data, reg: price, total: data + price, dW, db };
}

const winner = (s) => s.reduce((best, v, k) => (v > s[best] ? k : best), 0);

/** Every entry of W and b as [class, place]; places 0 and 1 are weights, 2 is the bias. */
export const entriesOf = (state) => state.W.flatMap((_, k) => [0, 1, 2].map((d) => [k, d]));

/** One entry of weights or of a gradient. */
const entry = (W, b, [k, d]) => (d < 2 ? W[k][d] : b[k]);

/** The state with one entry of W or b changed. */
export function withEntry(state, [k, d], value) {
  const W = state.W.map((w) => [...w]);
  const b = [...state.b];
  if (d < 2) W[k][d] = value;
  else b[k] = value;
  return { ...state, W, b };
}

/** The gradient, measured: central differences of the total loss at each entry. */
export function numericGrad(state, h = 1e-5) {
  const dW = state.W.map(() => [0, 0]);
  const db = state.b.map(() => 0);
  for (const [k, d] of entriesOf(state)) {
    const at = entry(state.W, state.b, [k, d]);
    const [low, high] = [at - h, at + h].map((v) => lossAndGrad(withEntry(state, [k, d], v)).total);
    if (d < 2) dW[k][d] = (high - low) / (2 * h);
    else db[k] = (high - low) / (2 * h);
  }
  return { dW, db };
}

/** The loss along one entry of W or b, 3 to each side of where it stands. */
export function slice(state, place, count = 61) {
  const at = entry(state.W, state.b, place);
  const x = Array.from({ length: count }, (_, i) => at - 3 + (6 * i) / (count - 1));
  return { x, y: x.map((v) => lossAndGrad(withEntry(state, place, v)).total) };
}

/** One step of gradient descent. */
export const descend = (state, { dW, db }) => ({
  ...state,
  W: state.W.map((w, k) => w.map((v, d) => v - state.step * dW[k][d])),
  b: state.b.map((v, k) => v - state.step * db[k]),
});

/** Many steps of gradient descent. */
export function train(state, steps) {
  for (let i = 0; i < steps; i++) state = descend(state, lossAndGrad(state));
  return state;
}

// --- states ----------------------------------------------------------------------------------------------------------

/** A generator of numbers from 0 to 1 that the seed determines (mulberry32). */
export function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Normally distributed numbers (Box and Muller). */
const normal = (uniform) => () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

export const REACH = 1.25; // the plane shows both coordinates from -REACH to REACH
const inside = (v) => Math.max(-REACH, Math.min(REACH, Math.round(v * 1000) / 1000));

/** New weights, drawn with the state's seed; the next seed is another one. */
export function randomize(state) {
  const draw = normal(random(state.seed));
  const round = () => Math.round(200 * draw()) / 100;
  return { ...state, W: state.W.map(() => [round(), round()]), b: state.b.map(round), seed: state.seed + 1 };
}

/** Clouds of points around three places; counts says how many there are of each class. */
function clouds(state, counts, spread) {
  const draw = normal(random(state.seed));
  const X = [],
    y = [];
  counts.forEach((count, k) => {
    const angle = Math.PI / 2 + (2 * Math.PI * k) / counts.length;
    for (let i = 0; i < count; i++) {
      X.push([0.65 * Math.cos(angle), 0.65 * Math.sin(angle)].map((centre) => inside(centre + spread * draw())));
      y.push(k);
    }
  });
  return { ...state, X, y };
}

/** Points to try. Each takes the starting state and a seed, and keeps the loss and the sliders where they are. */
export const PRESETS = {
  lecture: ["as in the lecture", (state, start) => ({ ...state, X: start.X, y: start.y, W: start.W, b: start.b })],
  separable: ["separable", (state) => clouds(state, [5, 5, 5], 0.13)],
  mixed: ["not separable", (state) => clouds(state, [8, 8, 8], 0.6)],
  outlier: [
    "with an outlier",
    (state) => {
      const clean = clouds(state, [5, 5, 5], 0.13);
      return { ...clean, X: [...clean.X, [-0.75, -0.5]], y: [...clean.y, 0] }; // class 0 where class 1 lives
    },
  ],
  imbalanced: ["imbalanced", (state) => clouds(state, [18, 4, 2], 0.25)],
  huge: ["huge W", (state, start) => scaled({ ...state, X: start.X, y: start.y, W: start.W, b: start.b }, 20)],
};

/** The state with W and b multiplied by a factor. */
export const scaled = (state, factor) => ({
  ...state,
  W: state.W.map((w) => w.map((v) => factor * v)),
  b: state.b.map((v) => factor * v),
});

/** One point moved by (dx, dy). */
export const moved = (state, i, dx, dy) => ({
  ...state,
  X: state.X.map((x, j) => (j === i ? [inside(x[0] + dx), inside(x[1] + dy)] : x)),
});

/** Larger weights are of no use, and their squares would soon be no numbers. */
const LARGEST = 1e9;
export const sane = ({ W, b }) => [...W.flat(), ...b].every((v) => Math.abs(v) <= LARGEST);

const KEPT = ["X", "y", "W", "b", "loss", "reg", "step", "seed", "priceBias"];

/** A state as text for an address. */
export const toHash = (state) => encodeURIComponent(JSON.stringify(KEPT.map((key) => state[key])));

/** The state in the text of an address; null if there is none that can be used. */
export function fromHash(hash) {
  const number = (v) => typeof v === "number" && Math.abs(v) <= LARGEST;
  const rows = (A, n, width) =>
    Array.isArray(A) && A.length === n && A.every((r) => r?.length === width && r.every(number));
  try {
    const values = JSON.parse(decodeURIComponent(hash));
    const state = Object.fromEntries(KEPT.map((key, i) => [key, values[i]]));
    const [N, C] = [state.X.length, state.b.length];
    const sound =
      N >= 1 &&
      N <= 1000 &&
      C === CLASSES.length &&
      rows(state.X, N, 2) &&
      rows(state.W, C, 2) &&
      rows([state.b], 1, C) &&
      state.y.length === N &&
      state.y.every((k) => Number.isInteger(k) && k >= 0 && k < C) &&
      (Object.hasOwn(LOSSES, state.loss) || state.loss === "yours") &&
      [state.reg, state.step, state.seed].every((v) => number(v) && v >= 0);
    return sound ? { ...state, priceBias: state.priceBias === true } : null;
  } catch {
    return null;
  }
}

/** A number as people read it. */
export const show = (v, digits = 3) =>
  !Number.isFinite(v)
    ? "–"
    : v !== 0 && Math.abs(v) >= 1e5
      ? v.toExponential(1)
      : v.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");

/** Questions of the lecture. `run` does the experiment on the state at hand and returns what it leaves and found. */
export const MISSIONS = [
  {
    title: "Scale W",
    question: "Every point is right, with the margin. Now W and b double. What happens to the two data losses?",
    choices: ["both stay", "the SVM loss stays at 0, softmax falls", "both double", "both fall"],
    answer: 1,
    run(state) {
      const before = content(state);
      const after = scaled(before, 2);
      const [svm, soft, price] = compare(before, after);
      return {
        state: after,
        words: `SVM ${svm}; softmax ${soft}; the price of W ${price}, four times as much: only that price speaks against ever larger weights.`,
      };
    },
  },
  {
    title: "Regularize",
    question:
      "Every point is right, with the margin, and weights cost nothing. Now reg goes from 0 to 0.3 and we train on. What happens?",
    choices: ["W shrinks and the data loss rises", "W grows and the data loss falls", "nothing, the loss was 0"],
    answer: 0,
    run(state) {
      const before = content({ ...state, loss: "svm" });
      const after = train({ ...before, reg: 0.3, step: 0.05 }, 1000);
      const size = ({ W }) => show(Math.hypot(...W.flat()), 2);
      const data = (s) => show(lossAndGrad(s).data, 3);
      return {
        state: { ...after, loss: state.loss },
        words: `The length of W goes from ${size(before)} to ${size(after)}, the SVM data loss from ${data(before)} to ${data(after)}: W pays in margin for being small.`,
      };
    },
  },
  {
    title: "Jiggle a point",
    question:
      "Every point is right, with the margin. One of them moves a little, so its scores change a bit. Which loss notices?",
    choices: ["both", "the SVM only", "softmax only", "neither"],
    answer: 2,
    run(state) {
      const before = content(state);
      const after = moved(before, 0, 0.05, -0.05);
      const [svm, soft] = compare(before, after, 6);
      return {
        state: after,
        words: `SVM ${svm}; softmax ${soft}: a margin that is kept is kept, but a probability is never quite 1.`,
      };
    },
  },
  {
    title: "Switch the loss",
    question:
      "Points and weights stay as they are in the lecture. Which of the four losses is never 0 for any point, whatever the weights?",
    choices: ["SVM (Weston-Watkins)", "SVM, one against all", "SVM, structured", "softmax"],
    answer: 3,
    run(state, start) {
      const from = { ...state, X: start.X, y: start.y, W: start.W, b: start.b, reg: 0 };
      const found = Object.entries(LOSSES).map(([loss, name]) => {
        const { L } = lossAndGrad({ ...from, loss });
        return `${name} ${L.filter((v) => v === 0).length}`;
      });
      return {
        state: { ...from, loss: "softmax" },
        words: `Points without any loss: ${found.join("; ")}. Softmax always wants more.`,
      };
    },
  },
];

/** Separable points, trained until the SVM is content, without a price on weights. */
export function content(state) {
  let trained = {
    ...clouds({ ...state, seed: 1 }, [5, 5, 5], 0.13),
    W: [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    b: [0, 0, 0],
    reg: 0,
  };
  for (let i = 0; i < 5000 && lossAndGrad({ ...trained, loss: "svm" }).data > 0; i++) {
    trained = descend({ ...trained, step: 0.1 }, lossAndGrad({ ...trained, loss: "svm" }));
  }
  return { ...scaled(trained, 1.2), step: state.step }; // a little to spare
}

/** What the SVM and softmax data losses and the price of W (at reg 0.1) do between two states. */
function compare(before, after, digits = 4) {
  const change = (of) => `${show(of(before), digits)} → ${show(of(after), digits)}`;
  const data = (loss) => change((state) => lossAndGrad({ ...state, loss }).data);
  return [data("svm"), data("softmax"), change((state) => priceOf({ ...state, reg: 0.1 }))];
}

/** The classes: Okabe and Ito's blue, vermilion and green, and a shape each, since colour is never the only signal. */
export const CLASSES = [
  { name: "circle", rgb: [0, 114, 178] },
  { name: "square", rgb: [213, 94, 0] },
  { name: "triangle", rgb: [0, 158, 115] },
];

// --- what is drawn ---------------------------------------------------------------------------------------------------

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
function inks(root) {
  const style = getComputedStyle(root);
  const base = numbers(style.backgroundColor);
  const dark = base[0] < 128; // where lighter tints of the classes' colours stand out better
  const classes = CLASSES.map(({ rgb }) => rgb.map((v) => (dark ? v + 0.3 * (255 - v) : v)));
  return { ink: style.color, paper: style.backgroundColor, grey: style.outlineColor, base, classes };
}

const css = ([r, g, b], alpha = 1) => `rgba(${r}, ${g}, ${b}, ${alpha})`;

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
      const best = winner(s);
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
 * @param result what lossAndGrad returns, and `measured` {dW, db} if it contradicts the gradient
 */
function drawPlane(canvas, state, family, result, selected, colours, cache) {
  const { context, width: size } = prepare(canvas, 1);
  const place = ([x, y]) => [((x + REACH) / (2 * REACH)) * size, ((REACH - y) / (2 * REACH)) * size];
  const unit = size / (2 * REACH);

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

  state.W.forEach((w, k) => {
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
  });

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

/** The bars at a point: hinge terms that are not 0, or probabilities; the bars stand in the order of the classes. */
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
 * A small chart of lines.
 * @param lines [{x, y, dash, width, name}]; a name is written at the end of its line
 * @param names of the axes: [horizontal, vertical]
 * @param dot [x, y, slope] marks a place and its tangent, or null
 * @param [least] that the horizontal axis spans, from its left end
 */
function drawChart(canvas, lines, names, dot, colours, least = 1) {
  const { context, width, height } = prepare(canvas, 0.55);
  const xs = lines.flatMap((line) => line.x);
  const ys = lines.flatMap((line) => line.y).filter(Number.isFinite);
  if (!ys.length) return;
  const left = Math.min(...xs),
    right = Math.max(left + least, ...xs);
  const bottom = Math.min(0, ...ys),
    top = Math.max(bottom + 0.1, ...ys);
  const [x0, x1, y0, y1] = [46, width - 44, height - 34, 18];
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

  let taken = [];
  for (const line of lines) {
    context.strokeStyle = colours.ink;
    context.lineWidth = line.width;
    context.setLineDash(line.dash);
    context.beginPath();
    line.x.forEach((v, i) => context.lineTo(px(v), py(line.y[i])));
    context.stroke();
    context.setLineDash([]);
    if (!line.name) continue;
    context.fillRect(px(line.x.at(-1)) - 2, py(line.y.at(-1)) - 2, 4, 4);
    let at = py(line.y.at(-1)) + 4;
    while (taken.some((other) => Math.abs(other - at) < 12)) at -= 12;
    taken.push(at);
    context.fillText(line.name, px(line.x.at(-1)) + 4, at);
  }
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

// --- the controls ----------------------------------------------------------------------------------------------------

const STYLE = `
.linear-demo { color-scheme: light dark; container-type: inline-size; font: 14px/1.45 system-ui, sans-serif;
  --ink: light-dark(#1a1a1a, #eceef1); --paper: light-dark(#ffffff, #16181c); --grey: light-dark(#6b6b6b, #a2a7ae);
  --line: light-dark(#c4c7cc, #4a4f57); --wash: light-dark(#f2f4f7, #23272e); --mark: light-dark(#0061a8, #6cb8f0);
  color: var(--ink); background-color: var(--paper); outline: 0 solid var(--grey); }
[data-jp-theme-light="true"] .linear-demo { color-scheme: light; }
[data-jp-theme-light="false"] .linear-demo { color-scheme: dark; }
.linear-demo * { box-sizing: border-box; }
.linear-demo .columns { display: grid; gap: 1rem 1.5rem; grid-template: "plane" "loss" "charts" "missions" / minmax(0, 1fr); }
@container (min-width: 44rem) {
  .linear-demo .columns { grid-template: "plane loss" auto "charts loss" auto "charts missions" 1fr /
    minmax(0, 1fr) minmax(0, 1fr); }
}
@container (min-width: 70rem) {
  .linear-demo .columns { grid-template: "plane loss charts" auto "plane loss missions" 1fr /
    minmax(0, 5fr) minmax(0, 4fr) minmax(0, 4fr); }
}
.linear-demo canvas { display: block; width: 100%; border: 1px solid var(--line); border-radius: 4px; }
.linear-demo canvas.plane { cursor: crosshair; max-width: 40rem; touch-action: manipulation; }
.linear-demo figure { margin: 0; }
.linear-demo figcaption { color: var(--grey); font-size: 12.5px; margin: .3rem 0; }
.linear-demo h2 { font-size: 1rem; margin: 0 0 .4rem; }
.linear-demo section { min-width: 0; }
.linear-demo .row { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: center; margin: .4rem 0; }
.linear-demo button, .linear-demo select, .linear-demo input { font: inherit; color: inherit; min-height: 32px; margin: 0;
  background: var(--wash); border: 1px solid var(--grey); border-radius: 4px; padding: 2px 8px; }
.linear-demo button { cursor: pointer; }
.linear-demo button[aria-pressed="true"] { background: var(--mark); color: var(--paper); }
.linear-demo input[type="number"] { width: 5.4em; padding: 2px 4px; }
.linear-demo input[type="range"] { flex: 1 1 9rem; min-width: 6rem; padding: 0; accent-color: var(--mark); }
.linear-demo input[type="radio"], .linear-demo input[type="checkbox"] { min-height: 0; width: 18px; height: 18px;
  margin: 0 .3rem 0 0; vertical-align: -3px; accent-color: var(--mark); }
.linear-demo :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.linear-demo .slider { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: center; }
.linear-demo .slider span { flex: 0 0 6.5rem; }
.linear-demo .slider output { flex: 0 0 3.2rem; text-align: right; }
.linear-demo table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
.linear-demo th, .linear-demo td { padding: 2px 3px; text-align: right; border-bottom: 1px solid var(--line); color: inherit; background: none; }
.linear-demo th { font-weight: 600; }
.linear-demo th:first-child { text-align: left; white-space: nowrap; }
.linear-demo td { white-space: nowrap; }
.linear-demo thead th, .linear-demo tr { background: var(--paper); }
.linear-demo .wide { overflow: auto; max-height: 26rem; }
.linear-demo .totals td { font-size: 1.05rem; }
.linear-demo .steps { white-space: nowrap; }
.linear-demo .steps input[type="number"] { width: 3.4em; padding: 2px; text-align: right; appearance: textfield; }
.linear-demo .steps input::-webkit-inner-spin-button { display: none; }
.linear-demo .weights { font-size: 13px; }
.linear-demo .steps button { width: 24px; min-height: 26px; padding: 0; font-size: 11px; }
.linear-demo .swatch { display: inline-block; width: .75em; height: .75em; margin-right: .35em; }
.linear-demo .words { border-left: 4px solid var(--mark); background: var(--wash); padding: .4rem .7rem; margin: .5rem 0; }
.linear-demo .words:empty { display: none; }
.linear-demo .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.linear-demo fieldset { border: 0; margin: 0 0 .5rem; padding: 0 0 0 .9rem; }
.linear-demo legend { padding: 0; }
.linear-demo fieldset label { display: block; padding: 3px 0; }
.linear-demo summary { cursor: pointer; font-weight: 600; padding: .3rem 0; }
`;

/** An element with properties, or attributes where it has no such property, and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Change a text only where it differs: the browser then lays out only that. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A class as its shape and number. */
function swatch(k) {
  const shape = ["circle(50%)", "inset(0)", "polygon(50% 0, 100% 100%, 0 100%)"][k];
  const style = `background: ${css(CLASSES[k].rgb)}; clip-path: ${shape}`;
  return make(
    "span",
    {},
    make("span", { className: "swatch", style, "aria-hidden": "true" }),
    `${k} ${CLASSES[k].name}`,
  );
}

/** A slider from low to high on a logarithmic scale; with `zero`, its left end means 0. */
function logSlider(name, low, high, zero, changed) {
  const input = make("input", { type: "range", min: 0, max: 200, step: 1 });
  const output = make("output");
  const value = () =>
    zero && input.value === "0" ? 0 : Number((low * (high / low) ** (input.value / 200)).toPrecision(3));
  input.addEventListener("input", () => changed(value()));
  const set = (v) => {
    const at = v <= 0 ? 0 : Math.round((200 * Math.log(v / low)) / Math.log(high / low));
    if (value() !== v) input.value = Math.max(0, Math.min(200, at));
    const text = String(Number(v.toPrecision(3)));
    write(output, text);
    input.setAttribute("aria-valuetext", text);
  };
  return { element: make("label", { className: "slider" }, make("span", {}, name), input, output), set };
}

const ROWS = 30; // of the table of points; more would only be scrolled past
const MARGIN =
  "Stripes: the winner leads by less than the margin of 1. Bars: what each class adds to the point's loss.";
const CAPTIONS = {
  svm: MARGIN,
  structured: MARGIN,
  ova: "Dotted: scores -1 and 1. Bars: what each class adds to the point's loss.",
  softmax: "Colours mix by probability. Bars: the probability of each class.",
};
const NAMES = (k, d) => (d < 2 ? `W[${k}, ${d}]` : `b[${k}]`);
const LATE = 3000; // milliseconds until Python should have answered
const ENOUGH = 100; // steps back
const REMEMBERED = 5000; // losses of the curve

const button = (text, onclick, more = {}) => make("button", { type: "button", onclick, ...more }, text);

/** A list to choose from: options are [value, text]. */
function select(name, options, chosen) {
  const list = make(
    "select",
    { "aria-label": name },
    ...options.map(([value, text]) => make("option", { value }, text)),
  );
  list.addEventListener("change", () => chosen(list.value));
  return { element: make("label", {}, `${name} `, list), list };
}

/** A table with a caption for screen readers and a row of heads. */
function table(className, caption, heads, ...parts) {
  const cells = heads.map((text) => make("th", { scope: "col" }, text));
  const head = make("thead", {}, make("tr", {}, ...cells));
  return make("table", { className }, make("caption", { className: "hidden" }, caption), head, ...parts);
}

/** The three parts of the loss, and how many points are right. */
function totalsTable() {
  const [data, reg, total, right] = Array.from({ length: 4 }, () => make("td"));
  const heads = ["data loss", "+ price of W", "= total", "right"];
  return {
    element: table("totals", "Totals of the loss", heads, make("tbody", {}, make("tr", {}, data, reg, total, right))),
    paint(state, result) {
      write(data, show(result.data, 4));
      write(reg, show(result.reg, 4));
      write(total, show(result.total, 4));
      write(right, `${result.right} of ${state.X.length}`);
    },
  };
}

/**
 * Each entry of W and b with its gradient, and the measured gradient beside it.
 * @param group the name of the radio buttons that choose the entry to cut a slice along
 * @param {{get, set, cut}} does get an entry, set it, cut along it
 */
function weightsTable(state, group, does) {
  const rows = entriesOf(state).map((at, i) => {
    const name = NAMES(...at);
    const label = `show the loss along ${name}`;
    const pick = make("input", { type: "radio", name: group, "aria-label": label, checked: i === 0 });
    const input = make("input", { type: "number", step: 0.1, "aria-label": name });
    const nudge = (by) => does.set(at, Math.round(1e6 * (does.get(at) + by)) / 1e6);
    pick.addEventListener("change", () => does.cut(at));
    input.addEventListener("change", () => input.value !== "" && does.set(at, Number(input.value)));
    const value = make(
      "td",
      { className: "steps" },
      button("▼", () => nudge(-0.1), { "aria-label": `${name} down by 0.1` }),
      input,
      button("▲", () => nudge(0.1), { "aria-label": `${name} up by 0.1` }),
    );
    const [analytic, measured] = [make("td"), make("td")];
    const head = make("th", { scope: "row" }, make("label", {}, pick, name));
    return { at, input, analytic, measured, element: make("tr", {}, head, value, analytic, measured) };
  });
  return {
    element: table(
      "weights",
      "Weights, their gradient, and the gradient measured by central differences",
      ["slice", "value", "gradient", "measured"],
      make("tbody", {}, ...rows.map(({ element }) => element)),
    ),
    paint(state, result) {
      for (const { at, input, analytic, measured } of rows) {
        const number = (g) => (g?.dW ? show(entry(g.dW, g.db, at), 4) : "–");
        if (document.activeElement !== input) input.value = show(entry(state.W, state.b, at), 2);
        write(analytic, number(result));
        write(measured, number(result.numeric) + (result.differs?.[at[0]][at[1]] ? " ≠" : ""));
      }
    },
  };
}

/**
 * The points, their scores and losses.
 * @param {{choose, move}} does choose a point, move it to a place
 */
function pointsTable(does) {
  const body = make("tbody");
  const mean = make("td", { colSpan: 8 });
  let rows = [];
  function row(i) {
    const inputs = [0, 1].map((d) =>
      make("input", { type: "number", step: 0.05, min: -REACH, max: REACH, "aria-label": `x${d} of point ${i}` }),
    );
    for (const input of inputs) {
      input.addEventListener("change", () =>
        does.move(
          i,
          inputs.map((one) => Number(one.value) || 0),
        ),
      );
      input.addEventListener("focus", () => does.choose(i));
    }
    const cells = Array.from({ length: 6 }, () => make("td")); // class, three scores, loss, right
    const places = inputs.map((input) => make("td", {}, input));
    const element = make("tr", {}, make("th", { scope: "row" }, String(i)), ...places, ...cells);
    return { element, inputs, cells, k: -1 };
  }
  return {
    element: table(
      "points",
      "Points, their scores and their losses",
      ["point", "x0", "x1", "class", "s0", "s1", "s2", "loss", "right"],
      body,
      make("tfoot", {}, make("tr", {}, make("th", { scope: "row" }, "mean"), mean)),
    ),
    paint({ X, y }, result, selected) {
      const count = Math.min(ROWS, X.length);
      if (rows.length !== count) {
        rows = Array.from({ length: count }, (_, i) => row(i));
        body.replaceChildren(...rows.map(({ element }) => element));
      }
      rows.forEach((one, i) => {
        one.inputs.forEach((input, d) => {
          const text = show(X[i][d], 3);
          if (document.activeElement !== input && input.value !== text) input.value = text;
        });
        if (one.k !== y[i]) one.cells[0].replaceChildren(swatch((one.k = y[i])));
        result.S[i].forEach((s, k) => write(one.cells[1 + k], show(s)));
        write(one.cells[4], show(result.L[i]));
        write(one.cells[5], winner(result.S[i]) === y[i] ? "✓ yes" : "✗ no");
        one.element.style.fontWeight = i === selected ? "bold" : "";
      });
      const rest = X.length - count;
      write(mean, `${show(result.data, 4)}${rest ? ` (and ${rest} more points)` : ""}`);
    },
  };
}

/**
 * A question with its answers, which are judged once one is chosen.
 * @param group the name of its radio buttons
 * @param reveal does the experiment and returns what it found, in words
 */
function missionBox(mission, group, reveal) {
  const words = make("p", { className: "words", role: "status" });
  const boxes = mission.choices.map(() => make("input", { type: "radio", name: group }));
  const labels = boxes.map((box, i) => make("label", {}, box, mission.choices[i]));
  function judge() {
    const guess = boxes.findIndex((box) => box.checked);
    if (guess < 0) return write(words, "Predict first: choose one of the answers.");
    const verdict = guess === mission.answer ? "As you said" : `Not so: ${mission.choices[mission.answer]}`;
    write(words, `${verdict}. ${reveal()}`);
  }
  const question = make("fieldset", {}, make("legend", {}, mission.question), ...labels);
  return make("details", {}, make("summary", {}, mission.title), question, button("Reveal", judge), words);
}

/**
 * anywidget's render: build the demo in `el` and keep it in step with `model`, which has `state`, and in a notebook
 * `start`, `yours` (the name of the student's function), `family` (what to draw for it) and `answer` (what it returned).
 */
export function render({ model, el }) {
  const page = model.get("page") === true;
  const start = model.get("start") ?? model.get("state");
  const yours = model.get("yours");
  const own = Math.floor(1e12 * Math.random()); // tells this view from others on the page
  const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");

  let state = (page && fromHash(location.hash.slice(1))) || model.get("state");
  if (state.loss === "yours" && !yours) state = { ...state, loss: "svm" };
  let curve = []; // [data, reg] before each step
  let past = []; // {state, curve, label, time} to go back to
  let selected = 0;
  let preset = { key: "lecture", X: start.X };
  let place = [0, 0]; // the entry whose slice is shown
  let timer = null; // of the running descent
  let result = null;
  let notice = ""; // why something was not done
  let dragging = null; // the pointer that holds a point
  const cache = {};

  // - what Python says: one state goes out at a time, the latest wins -
  let serial = own;
  let waiting = false,
    newer = false;
  let asked = 0,
    late = null;
  const familyOf = (loss) => (loss === "yours" ? (model.get("family") ?? "svm") : loss);

  function tell() {
    if (page) return;
    newer = waiting;
    if (waiting) return;
    waiting = true;
    asked = Date.now();
    clearTimeout(late);
    late = setTimeout(draw, LATE);
    serial += 1;
    model.set("state", { ...state, n: serial, place });
    model.save_changes();
  }

  function heard() {
    if (model.get("answer")?.n !== serial) return;
    waiting = false;
    clearTimeout(late);
    if (newer) tell();
    draw();
  }

  /** All that is known about the state: by our own losses, or by Python's latest answer. */
  function judge() {
    const own = lossAndGrad({ ...state, loss: familyOf(state.loss) });
    if (state.loss !== "yours") return { ...own, numeric: numericGrad(state), problem: "", ready: true };
    const answer = model.get("answer") ?? {};
    const blank = { dW: null, db: null, numeric: null, slice: null, problem: "", data: NaN, reg: NaN, total: NaN };
    const gone = waiting && Date.now() - asked >= LATE;
    return {
      ...own,
      ...blank,
      ...answer,
      ...(gone
        ? { problem: "Python does not answer: the kernel is busy, or was restarted; then run this cell again." }
        : {}),
      L: answer.L?.length === own.L.length ? answer.L : own.L.map(() => NaN),
      measured: answer.differs ? answer.numeric : null,
      ready: !waiting && answer.n === serial && Boolean(answer.dW),
    };
  }

  /** Remember the state to come back to; what is done at one stretch, under one label, is one step back. */
  function remember(label) {
    const last = past.at(-1);
    if (!last || last.label !== label || Date.now() - last.time > 1000) {
      past.push({ state, curve, label, time: Date.now() });
      if (past.length > ENOUGH) past.shift();
    } else last.time = Date.now();
  }

  /** Go to another state; `label` says what is done. */
  function change(next, label) {
    if (!sane(next)) return runAway();
    remember(label);
    notice = "";
    state = next;
    selected = Math.min(selected, state.X.length - 1);
    changed();
  }

  function changed() {
    tell();
    draw();
  }

  function jump(next, label) {
    stop();
    curve = [];
    change(next, label);
  }

  function undo() {
    stop();
    const last = past.pop();
    if (!last) return say("Nothing to undo.");
    ({ state, curve } = last);
    notice = "";
    selected = Math.min(selected, state.X.length - 1);
    say(`Undone: ${last.label}.`);
    changed();
  }

  // - descent -
  function step() {
    result = judge();
    if (!result.ready || !Number.isFinite(result.total)) return false;
    const next = descend(state, result);
    if (!sane(next)) return runAway();
    curve = [...curve, [result.data, result.reg]].slice(-REMEMBERED);
    state = next;
    tell();
    return true;
  }

  function runAway() {
    stop();
    notice = "Stopped, since these weights run away: take a smaller step or less reg, and Undo.";
    return false;
  }

  function single() {
    remember(`update ${curve.length + 1}`);
    if (!step()) say("No update.");
    draw();
  }

  function run() {
    if (timer) return stop();
    remember("run");
    const [pause, steps] = quiet.matches ? [1000, 10] : [100, 1]; // ten at a time where motion is unwelcome
    timer = setInterval(() => {
      for (let i = 0; i < steps; i++) step();
      draw();
    }, pause);
    draw();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    draw();
  }

  // - the plane, and its points by pointer and by key -
  const plane = make("canvas", {
    className: "plane",
    tabIndex: 0,
    role: "application",
    "aria-roledescription": "plane of points",
    "aria-label":
      "Plane of points. N and P choose a point, arrow keys move it, 0, 1 and 2 set its class, Enter adds a point, Delete removes it.",
  });
  const at = (event) => {
    const box = plane.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * 2 * REACH - REACH,
      REACH - ((event.clientY - box.top) / box.height) * 2 * REACH,
    ];
  };
  /** The point under a pointer, at most 22 CSS pixels away; -1 if there is none. */
  const under = (event) => {
    const [x, y] = at(event);
    const near = (22 / plane.clientWidth) * 2 * REACH;
    const far = state.X.map((p) => Math.hypot(p[0] - x, p[1] - y));
    const best = far.indexOf(Math.min(...far));
    return far[best] <= near ? best : -1;
  };
  plane.addEventListener("pointerdown", (event) => {
    const found = event.button === 0 ? under(event) : -1;
    if (found < 0) return;
    plane.setPointerCapture(event.pointerId);
    dragging = event.pointerId;
    selected = found;
    remember(`move of point ${found}`);
    draw();
  });
  plane.addEventListener("pointermove", (event) => {
    if (dragging !== event.pointerId) return;
    const [x, y] = at(event);
    const X = [...state.X];
    X[selected] = [inside(x), inside(y)];
    state = { ...state, X };
    changed();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    plane.addEventListener(end, (event) => {
      if (dragging !== event.pointerId) return;
      dragging = null;
      changed();
    });
  }
  // A finger on a point drags it; anywhere else it scrolls the page.
  plane.addEventListener("touchstart", (event) => under(event.touches[0]) >= 0 && event.preventDefault(), {
    passive: false,
  });
  plane.addEventListener("dblclick", (event) => under(event) < 0 && add(at(event)));
  plane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 0.1 : 0.02;
    const keys = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
    const key = event.key.toLowerCase();
    if (keys[event.key]) move(...keys[event.key]);
    else if (key === "n" || key === "p") choose(selected + (key === "n" ? 1 : -1));
    else if (/^[0-2]$/.test(key)) relabel(Number(key));
    else if (key === "enter") add();
    else if (key === "delete" || key === "backspace") remove();
    else return;
    event.preventDefault();
  });

  function choose(i) {
    selected = (i + state.X.length) % state.X.length;
    draw();
    const [x0, x1] = state.X[selected];
    say(
      `Point ${selected}, class ${state.y[selected]} ${CLASSES[state.y[selected]].name}, at ${show(x0, 2)}, ${show(x1, 2)}.`,
    );
  }
  function move(dx, dy) {
    change(moved(state, selected, dx, dy), `move of point ${selected}`);
    say(`Point ${selected} at ${state.X[selected].map((v) => show(v, 2)).join(", ")}.`);
  }
  function relabel(k) {
    change({ ...state, y: state.y.map((old, i) => (i === selected ? k : old)) }, `class of point ${selected}`);
  }
  function add(where) {
    const draws = random(state.seed);
    const point = (where ?? [draws() - 0.5, draws() - 0.5]).map(inside);
    const k = state.y[selected];
    selected = state.X.length;
    change({ ...state, X: [...state.X, point], y: [...state.y, k], seed: state.seed + 1 }, `new point ${selected}`);
    say(`Point ${selected} added at ${show(point[0], 2)}, ${show(point[1], 2)}.`);
  }
  function remove() {
    if (state.X.length <= 1) return say("The last point stays.");
    const kept = (_, i) => i !== selected;
    say(`Point ${selected} removed.`);
    change({ ...state, X: state.X.filter(kept), y: state.y.filter(kept) }, `removal of point ${selected}`);
  }
  function jiggle() {
    const little = normal(random(state.seed));
    change({ ...moved(state, selected, 0.03 * little(), 0.03 * little()), seed: state.seed + 1 }, "jiggle");
  }

  // - buttons, lists and sliders -
  const choices = Object.entries(LOSSES);
  if (yours) choices.unshift(["yours", `yours: ${yours}`]);
  const lossList = select("Loss", choices, (loss) => jump({ ...state, loss }, "other loss"));
  const presetList = select(
    "Points",
    [["", "your own"], ...Object.entries(PRESETS).map(([key, [name]]) => [key, name])],
    (key) => {
      if (!key) return;
      selected = 0;
      jump(PRESETS[key][1](state, start), "other points");
      preset = { key, X: state.X };
    },
  );
  const classList = select(
    "Class",
    CLASSES.map(({ name }, k) => [k, `${k} ${name}`]),
    (k) => relabel(Number(k)),
  );
  const seed = make("input", { type: "number", min: 0, max: 99999, step: 1 });
  seed.addEventListener("change", () =>
    change({ ...state, seed: Math.max(0, Math.floor(Number(seed.value) || 0)) }, "seed"),
  );
  const stepSlider = logSlider("Step size", 0.0005, 5, false, (v) => change({ ...state, step: v }, "step size"));
  const regSlider = logSlider("reg (lambda)", 0.01, 112, true, (v) => change({ ...state, reg: v }, "reg"));
  const runButton = button("Start", run, { "aria-pressed": "false" });
  const share = button("Copy link", async () => {
    save();
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is copied: it holds points, weights and sliders.");
    } catch {
      say("The address of this page holds points, weights and sliders: copy it from the address bar.");
    }
  });

  // - numbers, charts, missions, words -
  const totals = totalsTable();
  const weights = weightsTable(state, `slice-${own}`, {
    get: (at) => entry(state.W, state.b, at),
    set: (at, value) => change(withEntry(state, at, value), NAMES(...at)),
    cut(at) {
      place = at;
      changed();
    },
  });
  const points = pointsTable({
    choose: (i) => i !== selected && choose(i),
    move: (i, x) => change(moved(state, i, x[0] - state.X[i][0], x[1] - state.X[i][1]), `move of point ${i}`),
  });
  const missions = MISSIONS.map((mission, number) =>
    missionBox(mission, `mission-${number}-${own}`, () => {
      const found = mission.run(state, start);
      selected = 0;
      jump(found.state, `mission: ${mission.title}`);
      return found.words;
    }),
  );
  const sliceCanvas = make("canvas", { role: "img" });
  const curveCanvas = make("canvas", { role: "img" });
  const problem = make("p", { className: "words", role: "status" });
  const caption = make("span");
  const live = make("div", { className: "hidden", "aria-live": "polite", role: "status" });
  let speaking = null;
  const spoken = { event: "", totals: "" };
  /** Say something to those who listen, once there is peace: the last event and the last totals. */
  function say(text, kind = "event") {
    spoken[kind] = text;
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      write(live, `${spoken.event} ${spoken.totals}`.trim());
      spoken.event = spoken.totals = "";
    }, 600);
  }

  let saving = null;
  function save() {
    history.replaceState(null, "", `#${toHash(state)}`);
  }

  // - drawing, once a frame -
  let frame = null;
  let announced = "";
  function draw() {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      paint();
    });
  }

  function paint() {
    result = judge();
    const family = familyOf(state.loss);
    const colours = inks(root);
    drawPlane(plane, state, family, result, selected, colours, cache);
    if (dragging === null || state.X.length <= 100) paintSlice(colours);
    paintCurve(colours);
    totals.paint(state, result);
    weights.paint(state, result);
    weights.element.setAttribute("aria-busy", String(waiting && state.loss === "yours"));
    points.paint(state, result, selected);
    write(problem, notice || result.problem);
    write(caption, CAPTIONS[family]);
    lossList.list.value = state.loss;
    presetList.list.value = state.X === preset.X ? preset.key : "";
    classList.list.value = state.y[selected];
    if (document.activeElement !== seed) seed.value = state.seed;
    stepSlider.set(state.step);
    regSlider.set(state.reg);
    write(runButton, timer ? "Stop" : "Start");
    runButton.setAttribute("aria-pressed", String(Boolean(timer)));
    const text = `Data loss ${show(result.data)}, total ${show(result.total)}, ${result.right} of ${state.X.length} right.`;
    if (text !== announced && announced) say(text, "totals");
    announced = text;
    if (page && !timer && dragging === null) {
      clearTimeout(saving);
      saving = setTimeout(save, 300);
    }
  }

  function paintSlice(colours) {
    const [k, d] = place;
    const line = state.loss === "yours" ? result.slice : slice(state, place);
    const value = entry(state.W, state.b, place);
    const slope = result.dW ? entry(result.dW, result.db, place) : NaN;
    const lines = line ? [{ ...line, dash: [], width: 2 }] : [];
    drawChart(sliceCanvas, lines, [NAMES(k, d), "total loss"], [value, result.total, slope], colours);
    sliceCanvas.setAttribute(
      "aria-label",
      `Total loss along ${NAMES(k, d)}, now ${show(value, 2)}, where its slope is ${show(slope)}.`,
    );
  }

  function paintCurve(colours) {
    const steps = [...curve, [result.data, result.reg]];
    const x = steps.map((_, i) => i);
    const line = (y, dash, width, name) => ({ x, y: steps.map(y), dash, width, name });
    const lines = [
      line(([a, b]) => a + b, [], 2.5, "total"),
      line(([a]) => a, [], 1, "data"),
      line(([, b]) => b, [5, 4], 1.5, "price"),
    ];
    drawChart(curveCanvas, lines, ["step", "loss"], null, colours, 10);
    const [first, last] = [steps[0], steps.at(-1)].map(([a, b]) => show(a + b));
    curveCanvas.setAttribute("aria-label", `Loss over ${steps.length - 1} steps, from ${first} to ${last}.`);
  }

  // - all together -
  const dashes = yours ? "; dashed: the measured way, if yours differs" : "";
  const legend = make(
    "figcaption",
    {},
    `Line: score 0. Thick arrow: W of the class. Thin arrow at its tip: the next step${dashes}. `,
    caption,
  );
  const root = make(
    "div",
    { className: "linear-demo", "data-lm-suppress-shortcuts": "true" },
    make("style", {}, STYLE),
    problem,
    make(
      "div",
      { className: "columns" },
      make(
        "section",
        { "aria-label": "plane", style: "grid-area: plane" },
        make("figure", {}, plane, legend),
        make(
          "div",
          { className: "row" },
          button("◀ Previous", () => choose(selected - 1), { "aria-label": "Previous point" }),
          button("Next ▶", () => choose(selected + 1), { "aria-label": "Next point" }),
          classList.element,
          button("Add point", () => add()),
          button("Remove", remove),
          button("Jiggle", jiggle),
        ),
      ),
      make(
        "section",
        { "aria-label": "loss and weights", style: "grid-area: loss" },
        totals.element,
        make("div", { className: "row" }, lossList.element, presetList.element),
        stepSlider.element,
        regSlider.element,
        make(
          "div",
          { className: "row" },
          button("Single update", single),
          runButton,
          button("Undo", undo),
          button("Reset", () => jump({ ...start }, "reset")),
        ),
        make(
          "div",
          { className: "row" },
          button("Randomize W", () => jump(randomize(state), "random W")),
          make("label", {}, "Seed ", seed),
          button("W × 2", () => change(scaled(state, 2), "W doubled")),
          button("W ÷ 2", () => change(scaled(state, 0.5), "W halved")),
          ...(page ? [share] : []),
        ),
        weights.element,
      ),
      make(
        "section",
        { "aria-label": "charts", style: "grid-area: charts" },
        make(
          "figure",
          {},
          curveCanvas,
          make("figcaption", {}, "Loss after each step: total (thick), data (thin), price of W (dashed)."),
        ),
        make(
          "figure",
          {},
          sliceCanvas,
          make("figcaption", {}, "The loss along the entry chosen in the table; dashed: its slope by the gradient."),
        ),
      ),
      make(
        "section",
        { "aria-label": "missions", style: "grid-area: missions" },
        make("h2", {}, "Predict, then reveal"),
        ...missions,
      ),
    ),
    make(
      "details",
      { open: true },
      make("summary", {}, "Points, scores and losses"),
      make("div", { className: "wide", tabIndex: 0, role: "region", "aria-label": "table of points" }, points.element),
    ),
    live,
  );
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && event.target.tagName !== "INPUT") {
      event.preventDefault();
      undo();
    }
    event.stopPropagation(); // a notebook would take single letters as its own commands
  });

  const sizes = new ResizeObserver(draw);
  const schemes = [quiet, window.matchMedia("(prefers-color-scheme: dark)")];
  const themes = new MutationObserver(draw); // JupyterLab's dark theme
  const fromAddress = () => {
    const given = fromHash(location.hash.slice(1));
    if (given && toHash(given) !== toHash(state)) jump(given, "link");
  };
  el.replaceChildren(root);
  sizes.observe(root);
  schemes.forEach((scheme) => scheme.addEventListener("change", draw));
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  if (page) window.addEventListener("hashchange", fromAddress);
  else model.on("change:answer", heard);
  changed();

  return () => {
    stop();
    cancelAnimationFrame(frame);
    for (const pending of [saving, speaking, late]) clearTimeout(pending);
    sizes.disconnect();
    themes.disconnect();
    schemes.forEach((scheme) => scheme.removeEventListener("change", draw));
    window.removeEventListener("hashchange", fromAddress);
    model.off("change:answer", heard);
  };
}

export default { render };
