/**
 * How the playground's state changes: by hand, with a way back; by descent; and in a notebook as Python answers.
 *
 * The parts of the playground share one object, `now`: state; curve, [data, reg] before each step of the descent;
 * selected, the number of a point; place, the entry whose slice is shown; notice, why something was not done.
 */

import { LOSSES, descend, lossAndGrad, numericGrad, sane, slice } from "./playground-model.js";

const ENOUGH = 100; // steps back
const REMEMBERED = 5000; // losses of the curve
const LATE = 2000; // milliseconds until Python should have answered

/**
 * Going to other states, and back.
 * @param {{changed, say, stop, runAway}} does draw the new state and tell Python; say something; stop the descent; say
 *   that weights run away, and stop it
 */
export function createHistory(now, { changed, say, stop, runAway }) {
  const past = []; // {state, curve, label, time} to go back to

  /** Remember the state to come back to; what is done at one stretch, under one label, is one step back. */
  function remember(label) {
    const last = past.at(-1);
    if (!last || last.label !== label || Date.now() - last.time > 1000) {
      past.push({ state: now.state, curve: now.curve, label, time: Date.now() });
      if (past.length > ENOUGH) past.shift();
    } else last.time = Date.now();
  }

  function goTo(state) {
    now.state = state;
    now.notice = "";
    now.selected = Math.min(now.selected, state.X.length - 1);
    changed();
  }

  /** Go to another state; `label` says what is done. */
  function change(state, label) {
    if (!sane(state)) return runAway();
    remember(label);
    goTo(state);
  }

  /** Go to a state that the descent did not lead to: its curve starts over. */
  function jump(state, label) {
    stop();
    now.curve = [];
    change(state, label);
  }

  function undo() {
    stop();
    const last = past.pop();
    if (!last) return say("Nothing to undo.");
    now.curve = last.curve;
    say(`Undone: ${last.label}.`);
    goTo(last.state);
  }

  return { remember, change, jump, undo };
}

/**
 * Gradient descent, a step at a time or running.
 * @param quiet the media query that says whether motion is unwelcome
 * @param {{judge, remember, tell, draw, say}} does know the loss of the state; remember the state; tell Python; draw;
 *   say something
 */
export function createDescent(now, quiet, { judge, remember, tell, draw, say }) {
  let timer = null;

  function step() {
    const result = judge();
    if (!result.ready || !Number.isFinite(result.total)) return false;
    const next = descend(now.state, result);
    if (!sane(next)) return runAway();
    now.curve = [...now.curve, [result.data, result.reg]].slice(-REMEMBERED);
    now.state = next;
    tell();
    return true;
  }

  function runAway() {
    stop();
    now.notice = "Stopped, because these weights blow up: Undo, then take a smaller step or a smaller reg.";
    return false;
  }

  function single() {
    remember(`update ${now.curve.length + 1}`);
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

  return { single, run, stop, runAway, running: () => timer !== null };
}

/**
 * What is known about the state: by the page's own losses, or in a notebook by the student's function, which runs in
 * the kernel. One state goes out at a time, and the latest wins. While the kernel is busy the page's own losses do.
 * @param draw what to do once an answer came, or should have come
 */
export function createKernelLink(now, model, draw) {
  const page = model.get("page") === true;
  let serial = Math.floor(1e12 * Math.random()); // of the state that went out; other views count from elsewhere
  let waiting = false,
    newer = false;
  let asked = 0,
    late = null;

  /** Which of our losses to draw for a loss. */
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
    model.set("state", { ...now.state, n: serial, place: now.place });
    model.save_changes();
  }

  function heard() {
    if (model.get("answer")?.n !== serial) return;
    waiting = false;
    clearTimeout(late);
    if (newer) tell();
    draw();
  }

  /** All that is known: what lossAndGrad returns, and numeric, problem, ready; of Python's answer also the slice. */
  function judge() {
    const state = { ...now.state, loss: familyOf(now.state.loss) };
    const own = lossAndGrad(state);
    const alone = () => ({ ...own, numeric: numericGrad(state), problem: "", ready: true });
    if (now.state.loss !== "yours") return alone();
    if (waiting && Date.now() - asked >= LATE) {
      const copy = `These are the page's own numbers, of the ${LOSSES[state.loss]} loss: `;
      const why = "Python is busy and does not answer yet. (Or it was restarted: then run this cell again.)";
      return { ...alone(), slice: slice(state, now.place), problem: copy + why };
    }
    const answer = model.get("answer") ?? {};
    const blank = { dW: null, db: null, numeric: null, slice: null, problem: "", data: NaN, reg: NaN, total: NaN };
    const judged = { ...own, ...blank, ...answer };
    judged.L = answer.L?.length === own.L.length ? answer.L : own.L.map(() => NaN);
    judged.measured = answer.differs ? answer.numeric : null;
    judged.ready = !waiting && answer.n === serial && Boolean(answer.dW);
    return judged;
  }

  if (!page) model.on("change:answer", heard);
  function end() {
    clearTimeout(late);
    model.off("change:answer", heard);
  }
  return { familyOf, tell, judge, busy: () => waiting && now.state.loss === "yours", end };
}
