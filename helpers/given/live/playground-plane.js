/** The playground's plane: its points are chosen, moved, relabelled, added and removed by pointer and by key. */

import { make } from "./common.js";
import { drawPlane } from "./playground-drawing.js";
import { CLASSES, REACH, inside, moved, normal, random, show } from "./playground-model.js";

/**
 * @param now what all parts share, as playground-state.js says
 * @param {{change, remember, changed, draw, say}} does go to another state, remember this one, tell that it was
 *   changed, draw, say something
 */
export function createPlane(now, { change, remember, changed, draw, say }) {
  let dragging = null; // the pointer that holds a point
  const cache = {};
  const canvas = make("canvas", {
    className: "plane",
    tabIndex: 0,
    role: "application",
    "aria-roledescription": "plane of points",
    "aria-label":
      "Plane of points. N and P choose a point, arrow keys move it, 0, 1 and 2 set its class, Enter adds a point, Delete removes it.",
  });

  // - by pointer -
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * 2 * REACH - REACH,
      REACH - ((event.clientY - box.top) / box.height) * 2 * REACH,
    ];
  };
  /** The point under a pointer, at most 22 CSS pixels away; -1 if there is none. */
  const under = (event) => {
    const [x, y] = at(event);
    const near = (22 / canvas.clientWidth) * 2 * REACH;
    const far = now.state.X.map((p) => Math.hypot(p[0] - x, p[1] - y));
    const best = far.indexOf(Math.min(...far));
    return far[best] <= near ? best : -1;
  };
  canvas.addEventListener("pointerdown", (event) => {
    const found = event.button === 0 ? under(event) : -1;
    if (found < 0) return;
    canvas.setPointerCapture(event.pointerId);
    dragging = event.pointerId;
    now.selected = found;
    remember(`move of point ${found}`);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (dragging !== event.pointerId) return;
    const X = [...now.state.X];
    X[now.selected] = at(event).map(inside);
    now.state = { ...now.state, X };
    changed();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (dragging !== event.pointerId) return;
      dragging = null;
      changed();
    });
  }
  // A finger on a point drags it; anywhere else it scrolls the page.
  canvas.addEventListener("touchstart", (event) => under(event.touches[0]) >= 0 && event.preventDefault(), {
    passive: false,
  });
  canvas.addEventListener("dblclick", (event) => under(event) < 0 && add(at(event)));

  // - by key -
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 0.1 : 0.02;
    const keys = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
    const key = event.key.toLowerCase();
    if (keys[event.key]) move(...keys[event.key]);
    else if (key === "n") choose(now.selected + 1);
    else if (key === "p") choose(now.selected - 1);
    else if (/^[0-2]$/.test(key)) relabel(Number(key));
    else if (key === "enter") add();
    else if (key === "delete" || key === "backspace") remove();
    else return;
    event.preventDefault();
  });

  // - what is done to a point; the panel's buttons do it too -
  function choose(i) {
    const { X, y } = now.state;
    now.selected = (i + X.length) % X.length;
    draw();
    const k = y[now.selected];
    const [x0, x1] = X[now.selected];
    say(`Point ${now.selected}, class ${k} ${CLASSES[k].name}, at ${show(x0, 2)}, ${show(x1, 2)}.`);
  }
  function move(dx, dy) {
    change(moved(now.state, now.selected, dx, dy), `move of point ${now.selected}`);
    const place = now.state.X[now.selected].map((v) => show(v, 2));
    say(`Point ${now.selected} at ${place.join(", ")}.`);
  }
  function relabel(k) {
    const y = now.state.y.map((old, i) => (i === now.selected ? k : old));
    change({ ...now.state, y }, `class of point ${now.selected}`);
  }
  /** Add a point of the selected one's class: at a place, or at one that the seed determines. */
  function add(where) {
    const { state } = now;
    const draws = random(state.seed);
    const point = (where ?? [draws() - 0.5, draws() - 0.5]).map(inside);
    const k = state.y[now.selected];
    const i = state.X.length;
    change({ ...state, X: [...state.X, point], y: [...state.y, k], seed: state.seed + 1 }, `new point ${i}`);
    now.selected = i;
    say(`Point ${i} added at ${show(point[0], 2)}, ${show(point[1], 2)}.`);
  }
  function remove() {
    const { state, selected } = now;
    if (state.X.length <= 1) return say("The last point stays.");
    const kept = (_, i) => i !== selected;
    say(`Point ${selected} removed.`);
    change({ ...state, X: state.X.filter(kept), y: state.y.filter(kept) }, `removal of point ${selected}`);
  }
  function jiggle() {
    const little = normal(random(now.state.seed));
    const state = moved(now.state, now.selected, 0.03 * little(), 0.03 * little());
    change({ ...state, seed: state.seed + 1 }, "jiggle");
  }

  const paint = (family, result, colours) => drawPlane(canvas, { ...now, family, result }, colours, cache);
  return { canvas, choose, relabel, add, remove, jiggle, paint, dragging: () => dragging !== null };
}
