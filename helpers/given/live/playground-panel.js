/** The playground's panel: all its controls, numbers, charts and missions, and how they are laid out. */

import { groupName, keepKeys, make, styleOf } from "./common.js";
import { drawChart } from "./playground-drawing.js";
import {
  CLASSES,
  LOSSES,
  MISSIONS,
  PRESETS,
  entriesOf,
  entry,
  moved,
  randomize,
  scaled,
  show,
  slice,
  withEntry,
} from "./playground-model.js";
import {
  button,
  logSlider,
  missionBox,
  nameOf,
  pointsTable,
  select,
  totalsTable,
  weightsTable,
  write,
} from "./playground-parts.js";

const PURPOSE =
  "Three classes of points, and a linear classifier W that should tell them apart: find out what makes its loss small.";
const MARGIN =
  "Stripes: the winner leads by less than the margin of 1. Bars: what each class adds to the point's loss.";
const CAPTIONS = {
  svm: MARGIN,
  structured: MARGIN,
  ova: "Dotted: scores -1 and 1. Bars: what each class adds to the point's loss.",
  softmax: "Colours mix by probability. Bars: the probability of each class.",
};

const STYLE = `
  outline: 0 solid var(--grey);
  .columns { display: grid; gap: 1rem 1.5rem; grid-template: "plane" "missions" "loss" "charts" / minmax(0, 1fr); }
  @container (min-width: 44rem) {
    .columns { grid-template: "plane missions" auto "plane loss" auto "charts loss" 1fr /
      minmax(0, 1fr) minmax(0, 1fr); }
  }
  @container (min-width: 70rem) {
    .columns { grid-template: "plane missions loss" auto "plane charts loss" 1fr /
      minmax(0, 5fr) minmax(0, 4fr) minmax(0, 4fr); }
  }
  @container (max-width: 30rem) {
    .spare { display: none; }
    .points { font-size: 11.5px; }
    .points :is(th, td) { padding: 2px 1px; }
    .points input[type="number"] { width: 3.5em; font-size: 11.5px; padding: 1px; appearance: textfield; }
    .points input::-webkit-inner-spin-button { display: none; }
    .columns .weights { font-size: 12px; }
    .weights :is(th, td) { padding: 2px 1px; }
    .weights .steps input[type="number"] { width: 3em; padding: 1px; }
  }
  .purpose { margin: 0 0 .8rem; font-size: 1.05rem; }
  canvas { display: block; width: 100%; border: 1px solid var(--line); border-radius: 4px; }
  canvas.plane { cursor: crosshair; max-width: 40rem; touch-action: manipulation; }
  figcaption { color: var(--grey); font-size: 12.5px; margin: .3rem 0; }
  .row { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: center; margin: .4rem 0; }
  button, select, input { font: inherit; color: inherit; min-height: 32px; margin: 0; background: var(--wash);
    border: 1px solid var(--grey); border-radius: 4px; padding: 2px 8px; }
  button { cursor: pointer; }
  button[aria-pressed="true"] { background: var(--mark); color: var(--paper); }
  input[type="number"] { width: 5.4em; padding: 2px 4px; }
  input[type="range"] { flex: 1 1 9rem; min-width: 6rem; padding: 0; accent-color: var(--mark); }
  input[type="radio"], input[type="checkbox"] { min-height: 0; width: 18px; height: 18px; margin: 0 .3rem 0 0;
    vertical-align: -3px; accent-color: var(--mark); }
  :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
  .slider { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: center; }
  .slider span { flex: 0 0 6.5rem; }
  .slider output { flex: 0 0 3.2rem; text-align: right; }
  th { font-weight: 600; }
  td { white-space: nowrap; }
  .wide { overflow: auto; max-height: 26rem; }
  .totals td { font-size: 1.05rem; }
  .weights { font-size: 13px; }
  .weights th:first-child, .weights .gradient, .weights .measured { color: var(--grey); font-weight: 400; }
  .weights tr:not(.measured) > * { border-bottom: 0; }
  .weights tr:not(.gradient, .measured) > th { color: inherit; font-weight: 600; }
  .steps { white-space: nowrap; }
  .steps input[type="number"] { width: 3.4em; padding: 2px; text-align: right; appearance: textfield; }
  .steps input::-webkit-inner-spin-button { display: none; }
  .steps button { width: 24px; min-height: 26px; padding: 0; font-size: 11px; }
  .swatch { display: inline-block; width: .75em; height: .75em; margin-right: .35em; }
  .words { border-left: 4px solid var(--mark); background: var(--wash); padding: .4rem .7rem; margin: .5rem 0; }
  .words:empty { display: none; }
  .hidden { position: absolute; margin: -1px; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap; }
  fieldset { border: 0; margin: 0 0 .5rem; padding: 0 0 0 .9rem; }
  fieldset label { display: block; padding: 3px 0; }
  summary { cursor: pointer; font-weight: 600; padding: .3rem 0; }
`;

/** What is said to those who listen, once there is peace: the last event and the last totals. */
export function createVoice() {
  const element = make("div", { className: "hidden", "aria-live": "polite", role: "status" });
  const spoken = { event: "", totals: "" };
  let speaking = null;
  let announced = "";

  function say(text, kind = "event") {
    spoken[kind] = text;
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      write(element, `${spoken.event} ${spoken.totals}`.trim());
      spoken.event = spoken.totals = "";
    }, 600);
  }

  /** Say the totals where they changed, and not when they are first seen. */
  function sayTotals(text) {
    if (text !== announced && announced) say(text, "totals");
    announced = text;
  }

  return { element, say, sayTotals, end: () => clearTimeout(speaking) };
}

/** The loss over the steps of the descent, and along one entry of W or b. */
function createCharts(now) {
  const [curve, cut] = [0, 1].map(() => make("canvas", { role: "img" }));

  function paintCurve(result, colours) {
    const steps = [...now.curve, [result.data, result.reg]];
    const x = steps.map((_, i) => i);
    const line = (y, dash, width, name) => ({ x, y: steps.map(y), dash, width, name });
    const lines = [
      line(([a, b]) => a + b, [], 2.5, "total"),
      line(([a]) => a, [], 1, "data"),
      line(([, b]) => b, [5, 4], 1.5, "penalty"),
    ];
    drawChart(curve, lines, ["step", "loss"], null, colours, 10);
    const [first, last] = [steps[0], steps.at(-1)].map(([a, b]) => show(a + b));
    curve.setAttribute("aria-label", `Loss over ${steps.length - 1} steps, from ${first} to ${last}.`);
  }

  function paintCut(result, colours) {
    const { state, place } = now;
    const line = state.loss === "yours" ? result.slice : slice(state, place);
    const value = entry(state.W, state.b, place);
    const slope = result.dW ? entry(result.dW, result.db, place) : NaN;
    const lines = line ? [{ ...line, dash: [], width: 2 }] : [];
    const name = nameOf(place);
    drawChart(cut, lines, [name, "total loss"], [value, result.total, slope], colours);
    cut.setAttribute(
      "aria-label",
      `Total loss along ${name}, now ${show(value, 2)}, where its slope is ${show(slope)}.`,
    );
  }

  const element = make(
    "section",
    { "aria-label": "charts", style: "grid-area: charts" },
    make(
      "figure",
      {},
      curve,
      make("figcaption", {}, "Loss after each step: total (thick), data (thin), penalty (dashed)."),
    ),
    make(
      "figure",
      {},
      cut,
      make("figcaption", {}, "The loss along the entry of W whose gradient is selected; dashed: its slope there."),
    ),
  );
  return { element, paintCurve, paintCut };
}

/** Lists, sliders and the seed: what they change, and how they show the state. */
function createSettings(now, start, yours, plane, { change, jump }) {
  let preset = { key: "lecture", X: start.X };
  const choices = Object.entries(LOSSES);
  if (yours) choices.unshift(["yours", `yours: ${yours}`]);
  const loss = select("Loss", choices, (chosen) => jump({ ...now.state, loss: chosen }, "other loss"));
  const presets = Object.entries(PRESETS).map(([key, [name]]) => [key, name]);
  const points = select("Points", [["", "your own"], ...presets], (key) => {
    if (!key) return;
    now.selected = 0;
    jump(PRESETS[key][1](now.state, start), "other points");
    preset = { key, X: now.state.X };
  });
  const names = CLASSES.map(({ name }, k) => [k, `${k} ${name}`]);
  const label = select("Class", names, (k) => plane.relabel(Number(k)));
  const seed = make("input", { type: "number", min: 0, max: 99999, step: 1 });
  seed.addEventListener("change", () =>
    change({ ...now.state, seed: Math.max(0, Math.floor(Number(seed.value) || 0)) }, "seed"),
  );
  const step = logSlider("Step size", 0.0005, 5, false, (v) => change({ ...now.state, step: v }, "step size"));
  const reg = logSlider("reg (lambda)", 0.01, 112, true, (v) => change({ ...now.state, reg: v }, "reg"));

  function paint() {
    const { state, selected } = now;
    loss.list.value = state.loss;
    points.list.value = String(state.X) === String(preset.X) ? preset.key : "";
    label.list.value = state.y[selected];
    if (document.activeElement !== seed) seed.value = state.seed;
    step.set(state.step);
    reg.set(state.reg);
  }
  return {
    lists: [loss.element, points.element],
    sliders: [step.element, reg.element],
    label: label.element,
    seed: make("label", {}, "Seed ", seed),
    paint,
  };
}

/** W, and the points, as tables in which both can be changed. */
function createTables(now, plane, { change, changed }) {
  const totals = totalsTable();
  const weights = weightsTable(entriesOf(now.state), groupName("slice"), {
    get: (at) => entry(now.state.W, now.state.b, at),
    set: (at, value) => change(withEntry(now.state, at, value), nameOf(at)),
    cut(at) {
      now.place = at;
      changed();
    },
  });
  const points = pointsTable({
    choose: (i) => i !== now.selected && plane.choose(i),
    move(i, [x0, x1]) {
      const [from0, from1] = now.state.X[i];
      change(moved(now.state, i, x0 - from0, x1 - from1), `move of point ${i}`);
    },
  });
  function paint(result, busy) {
    totals.paint(now.state, result);
    weights.paint(now.state, result);
    weights.element.setAttribute("aria-busy", String(busy));
    points.paint(now.state, result, now.selected);
  }
  return { totals: totals.element, weights: weights.element, points: points.element, paint };
}

/**
 * The whole panel around a plane.
 * @param now what all parts share, as playground-state.js says
 * @param {{start, yours, plane, history, descent, voice, changed, share}} with start: the state to reset to; yours: the
 *   name of the student's function, if there is one; share: copies a link, on a page; the rest are the other parts
 */
export function createPanel(now, { start, yours, plane, history, descent, voice, changed, share }) {
  const { change, jump, undo } = history;
  const settings = createSettings(now, start, yours, plane, history);
  const tables = createTables(now, plane, { change, changed });
  const charts = createCharts(now);
  const missions = MISSIONS.map((mission, i) =>
    missionBox(mission, groupName("mission"), i === 0, () => {
      const found = mission.run(now.state, start);
      now.selected = 0;
      jump(found.state, `mission: ${mission.title}`);
      return found.words;
    }),
  );
  const problem = make("p", { className: "words", role: "status" });
  const caption = make("span");
  const run = button("Start", descent.run, { "aria-pressed": "false" });
  const row = (...children) => make("div", { className: "row" }, ...children);

  const dashes = yours ? "; dashed: the measured direction, if yours differs" : "";
  const legend = make(
    "figcaption",
    {},
    `Line: score 0. Thick arrow: W of the class. Thin arrow at its tip: the next step${dashes}. `,
    caption,
  );
  const planeSection = make(
    "section",
    { "aria-label": "plane", style: "grid-area: plane" },
    make("figure", {}, plane.canvas, legend),
    row(
      button("◀ Previous", () => plane.choose(now.selected - 1), { "aria-label": "Previous point" }),
      button("Next ▶", () => plane.choose(now.selected + 1), { "aria-label": "Next point" }),
      settings.label,
      button("Add point", () => plane.add()),
      button("Remove", plane.remove),
      button("Jiggle", plane.jiggle),
    ),
  );
  const lossSection = make(
    "section",
    { "aria-label": "loss and weights", style: "grid-area: loss" },
    tables.totals,
    row(...settings.lists),
    ...settings.sliders,
    row(
      button("Single update", descent.single),
      run,
      button("Undo", undo),
      button("Reset", () => jump({ ...start }, "reset")),
    ),
    row(
      button("Randomize W", () => jump(randomize(now.state), "random W")),
      settings.seed,
      button("W × 2", () => change(scaled(now.state, 2), "W doubled")),
      button("W ÷ 2", () => change(scaled(now.state, 0.5), "W halved")),
      ...(share ? [button("Copy link", share)] : []),
    ),
    tables.weights,
  );
  const missionSection = make(
    "section",
    { "aria-label": "missions", style: "grid-area: missions" },
    make("h2", {}, "Predict, then reveal"),
    ...missions,
  );
  const pointsBox = make(
    "details",
    { open: true },
    make("summary", {}, "Points, scores and losses"),
    make("div", { className: "wide", tabIndex: 0, role: "region", "aria-label": "table of points" }, tables.points),
  );
  const element = make(
    "div",
    { className: "playground" },
    styleOf("playground", STYLE),
    make("p", { className: "purpose" }, PURPOSE),
    problem,
    make("div", { className: "columns" }, planeSection, missionSection, lossSection, charts.element),
    pointsBox,
    voice.element,
  );
  element.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && event.target.tagName !== "INPUT") {
      event.preventDefault();
      undo();
    }
  });
  keepKeys(element);

  function paint(family, result, colours, busy) {
    // While one of many points is dragged the slice waits: it takes longest.
    if (!plane.dragging() || now.state.X.length <= 100) charts.paintCut(result, colours);
    charts.paintCurve(result, colours);
    tables.paint(result, busy);
    settings.paint();
    write(problem, now.notice || result.problem);
    write(caption, CAPTIONS[family]);
    write(run, descent.running() ? "Stop" : "Start");
    run.setAttribute("aria-pressed", String(descent.running()));
    const right = `${result.right} of ${now.state.X.length} right`;
    voice.sayTotals(`Data loss ${show(result.data)}, total ${show(result.total)}, ${right}.`);
  }

  return { element, paint };
}
