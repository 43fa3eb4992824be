/**
 * The playground's mathematics, its states and its missions: pure functions, which node tests without a browser.
 *
 * A state is a plain object:
 *   X (N, 2) points, y (N) their classes from 0 to C - 1, W (C, 2) weights and b (C) biases, one row per class;
 *   loss: a key of LOSSES, or "yours", which is the Python function behind the notebook's widget;
 *   reg: the regularization strength, of W and b alike; step: the step size; seed: of random numbers.
 */

import { largest } from "./common.js";

// --- the mathematics -------------------------------------------------------------------------------------------------

export const LOSSES = {
  svm: "SVM (Weston-Watkins)",
  ova: "SVM, one against all",
  structured: "SVM, structured",
  softmax: "softmax",
};

/** The scores of one point: W x + b. */
export const scoresOf = ({ W, b }, [x0, x1]) => W.map((w, k) => w[0] * x0 + w[1] * x1 + b[k]);

/** Softmax, shifted by the largest score so that no exponential overflows. */
export function softmax(s) {
  const top = Math.max(...s);
  const e = s.map((v) => Math.exp(v - top));
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
    const top = Math.max(...s);
    let sum = 0;
    for (const v of s) sum += Math.exp(v - top);
    return { L: top + Math.log(sum) - s[y], dS: P.map((p, j) => p - (j === y)), terms: P };
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

/** The penalty: reg times the sum of all squared weights, the biases included. */
const penaltyOf = ({ W, b, reg }) => reg * [...W.flat(), ...b].reduce((sum, v) => sum + v * v, 0);

/**
 * Loss and gradient of a state. The loss is the mean over the points plus reg * sum(W * W).
 * @returns scores S (N, C), terms (N, C), L (N), right (the number of points whose highest score is that of their
 *   class), data + reg = total, dW (C, 2), db (C)
 */
export function lossAndGrad(state) {
  const { X, y, W, b, reg } = state;
  const dW = W.map((w) => w.map((v) => 2 * reg * v));
  const db = b.map((v) => 2 * reg * v);
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
    right += largest(s) === y[i];
  }
  const data = L.reduce((a, v) => a + v, 0) / X.length;
  const penalty = penaltyOf(state);
  return { S, terms, L, right, data, reg: penalty, total: data + penalty, dW, db };
}

/** Every entry of W and b as [class, place]; places 0 and 1 are weights, 2 is the bias. */
export const entriesOf = (state) => state.W.flatMap((_, k) => [0, 1, 2].map((d) => [k, d]));

/** One entry of weights or of a gradient. */
export const entry = (W, b, [k, d]) => (d < 2 ? W[k][d] : b[k]);

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

/** The loss along one entry of W or b, 3 to each side of its value. */
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
export const normal = (uniform) => () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

export const REACH = 1.25; // the plane shows both coordinates from -REACH to REACH
export const inside = (v) => Math.max(-REACH, Math.min(REACH, Math.round(v * 1000) / 1000));

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

const KEPT = ["X", "y", "W", "b", "loss", "reg", "step", "seed"];

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
    return sound ? state : null;
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
    title: "Go downhill",
    question:
      "W is as in the lecture, and wrong for most of the nine points. How many are right after 200 steps against the gradient of the SVM loss?",
    choices: ["no more than before", "some of them", "all nine"],
    answer: 2,
    run(state, start) {
      const from = { ...state, ...start, loss: "svm" };
      const after = train(from, 200);
      const [first, last] = [from, after].map((one) => lossAndGrad(one));
      return {
        state: { ...after, loss: state.loss },
        words: `${first.right} of ${from.y.length} → ${last.right} of ${from.y.length}, and the loss ${show(first.total, 2)} → ${show(last.total, 2)}. Reset, and press Start to watch it.`,
      };
    },
  },
  {
    title: "Scale W",
    question: "Every point is right, by at least the margin. Now W and b double. What happens to the two data losses?",
    choices: ["both stay", "the SVM loss stays at 0, softmax falls", "both double", "both fall"],
    answer: 1,
    run(state) {
      const before = content(state);
      const after = scaled(before, 2);
      const [svm, soft, penalty] = compare(before, after);
      return {
        state: after,
        words: `SVM ${svm}; softmax ${soft}; the penalty at reg 0.1 ${penalty}, four times as much: only the penalty speaks against ever larger weights.`,
      };
    },
  },
  {
    title: "Regularize",
    question:
      "Every point is right, by at least the margin, and there is no penalty. Now reg goes from 0 to 0.3 and we train on. What happens?",
    choices: ["W shrinks and the data loss rises", "W grows and the data loss falls", "nothing, the loss was 0"],
    answer: 0,
    run(state) {
      const before = content({ ...state, loss: "svm" });
      const after = train({ ...before, reg: 0.3, step: 0.05 }, 1000);
      const size = ({ W }) => show(Math.hypot(...W.flat()), 2);
      const data = (s) => show(lossAndGrad(s).data, 3);
      return {
        state: { ...after, loss: state.loss },
        words: `The length of W goes from ${size(before)} to ${size(after)}, the SVM data loss from ${data(before)} to ${data(after)}: a smaller W costs some margin.`,
      };
    },
  },
  {
    title: "Jiggle a point",
    question:
      "Every point is right, by at least the margin. One of them moves a little, so its scores change a bit. Which loss notices?",
    choices: ["both", "the SVM only", "softmax only", "neither"],
    answer: 2,
    run(state) {
      const before = content(state);
      const after = moved(before, 0, 0.05, -0.05);
      const [svm, soft] = compare(before, after, 6);
      return {
        state: after,
        words: `SVM ${svm}; softmax ${soft}: the margins still hold, but a probability is never quite 1.`,
      };
    },
  },
  {
    title: "Switch the loss",
    question:
      "The points are the lecture's nine, and W fits them after a long training. Which of the four losses is never 0 for any point, whatever the weights?",
    choices: ["SVM (Weston-Watkins)", "SVM, one against all", "SVM, structured", "softmax"],
    answer: 3,
    run(state, start) {
      // Weights that satisfy one against all satisfy the other two SVMs as well, so that softmax alone is left.
      const after = contentWith("ova", { ...state, X: start.X, y: start.y, W: start.W, b: start.b, reg: 0 }, 1);
      const found = Object.entries(LOSSES).map(([loss, name]) => {
        const { L } = lossAndGrad({ ...after, loss });
        return `${name} ${L.filter((v) => v === 0).length}`;
      });
      return {
        state: { ...after, loss: "softmax" },
        words: `Points with a loss of 0, of ${after.y.length}: ${found.join("; ")}. Softmax always wants more, as a probability is never quite 1.`,
      };
    },
  },
];

/** The state, trained in steps of the given size until that loss is 0 for every point; its own step size stays. */
function contentWith(loss, state, step) {
  let trained = { ...state, loss, step };
  for (let i = 0; i < 5000 && lossAndGrad(trained).data > 0; i++) trained = descend(trained, lossAndGrad(trained));
  return { ...trained, loss: state.loss, step: state.step };
}

/** Separable points, trained until the SVM is content, without a penalty. */
export function content(state) {
  const zeros = {
    ...clouds({ ...state, seed: 1 }, [5, 5, 5], 0.13),
    W: [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    b: [0, 0, 0],
    reg: 0,
  };
  return scaled(contentWith("svm", zeros, 0.1), 1.2); // a little to spare
}

/** What the SVM and softmax data losses and the penalty (at reg 0.1) do between two states. */
function compare(before, after, digits = 4) {
  const change = (of) => `${show(of(before), digits)} → ${show(of(after), digits)}`;
  const data = (loss) => change((state) => lossAndGrad({ ...state, loss }).data);
  return [data("svm"), data("softmax"), change((state) => penaltyOf({ ...state, reg: 0.1 }))];
}

/** The classes: Okabe and Ito's blue, vermilion and green, and a shape each, since colour is never the only signal. */
export const CLASSES = [
  { name: "circle", rgb: [0, 114, 178] },
  { name: "square", rgb: [213, 94, 0] },
  { name: "triangle", rgb: [0, 158, 115] },
];
