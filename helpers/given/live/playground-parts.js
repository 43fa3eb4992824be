/** What the playground's panel is built of: buttons, lists, sliders, tables, missions; each shows what it is given. */

import { largest, make } from "./common.js";
import { css } from "./playground-drawing.js";
import { CLASSES, REACH, entry, show } from "./playground-model.js";

/** Change a text only where it differs: the browser then lays out only that. */
export function write(element, text) {
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
    `${k}`,
    make("span", { className: "spare" }, ` ${CLASSES[k].name}`),
  );
}

/** Whether a point is right: a sign, and a word where there is room for it. */
const mark = (isRight) => [isRight ? "✓" : "✗", make("span", { className: "spare" }, isRight ? " yes" : " no")];

/** A slider from low to high on a logarithmic scale; with `zero`, its left end means 0. */
export function logSlider(name, low, high, zero, changed) {
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

/** What an entry is called in the course's W (3, C): one row for x0, for x1 and for the bias, one column per class. */
export const nameOf = ([k, d]) => `W[${d}, ${k}]`;

export const button = (text, onclick, more = {}) => make("button", { type: "button", onclick, ...more }, text);

/** A list to choose from: options are [value, text]. */
export function select(name, options, chosen) {
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
export function totalsTable() {
  const [data, reg, total, right] = Array.from({ length: 4 }, () => make("td"));
  const heads = ["data loss", "+ penalty", "= total", "right"];
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
 * W as the course has it, three rows of three; below each row its gradient, and the gradient as measured.
 * @param entries as entriesOf returns them
 * @param group the name of the radio buttons that choose the entry to cut a slice along
 * @param {{get, set, cut}} does get an entry, set it, cut along it
 */
export function weightsTable(entries, group, does) {
  const cells = entries.map((at, i) => {
    const name = nameOf(at);
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
    const [analytic, measured] = [make("span"), make("td")];
    return { at, input, analytic, value, gradient: make("td", {}, make("label", {}, pick, analytic)), measured };
  });
  const rows = ["x0", "x1", "bias"].flatMap((name, d) => {
    const row = cells.filter(({ at }) => at[1] === d);
    return [name, "gradient", "measured"].map((head, part) =>
      make(
        "tr",
        { className: head },
        make("th", { scope: "row" }, head),
        ...row.map(({ value, gradient, measured }) => [value, gradient, measured][part]),
      ),
    );
  });
  const caption = "W, one column per class; below each row its gradient, and as measured by central differences";
  const element = table("weights", caption, ["W", "", "", ""], make("tbody", {}, ...rows));
  element.querySelectorAll("thead th").forEach((head, k) => k && head.append(swatch(k - 1)));
  return {
    element,
    paint(state, result) {
      for (const { at, input, analytic, measured } of cells) {
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
export function pointsTable(does) {
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
    return { element, inputs, cells, k: -1, isRight: null };
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
        const isRight = largest(result.S[i]) === y[i];
        if (one.isRight !== isRight) one.cells[5].replaceChildren(...mark((one.isRight = isRight)));
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
 * @param open whether it is asked at once
 * @param reveal does the experiment and returns what it found, in words
 */
export function missionBox(mission, group, open, reveal) {
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
  return make("details", { open }, make("summary", {}, mission.title), question, button("Reveal", judge), words);
}
