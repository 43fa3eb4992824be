/**
 * A linear classifier on points of the plane, to play with: in a notebook (through anywidget), and as a page. Here its
 * parts are put together: playground-model.js is the mathematics, -state.js how the state changes, -plane.js the plane
 * with its points, -panel.js all other controls, built of -parts.js; -drawing.js draws on canvases.
 */

import { inks } from "./playground-drawing.js";
import { fromHash, toHash } from "./playground-model.js";
import { createPanel, createVoice } from "./playground-panel.js";
import { createPlane } from "./playground-plane.js";
import { createDescent, createHistory, createKernelLink } from "./playground-state.js";

/**
 * anywidget's render: build the playground in `el` and keep it in step with `model`, which has `state`, and in a
 * notebook `start`, `yours` (the name of the student's function), `family` (what to draw for it) and `answer` (what it
 * returned); on a page `page` is true.
 */
export function render({ model, el }) {
  const page = model.get("page") === true;
  const start = model.get("start") ?? model.get("state");
  const yours = model.get("yours");
  const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");
  const state = (page && fromHash(location.hash.slice(1))) || model.get("state");
  const now = {
    state: state.loss === "yours" && !yours ? { ...state, loss: "svm" } : state,
    curve: [],
    selected: 0,
    place: [0, 0],
    notice: "",
  };

  // The parts need each other, so what they are given looks for the others only when it is called.
  const voice = createVoice();
  const { say } = voice;
  const link = createKernelLink(now, model, draw);
  const history = createHistory(now, {
    changed,
    say,
    stop: () => descent.stop(),
    runAway: () => descent.runAway(),
  });
  const { change, remember } = history;
  const descent = createDescent(now, quiet, { judge: link.judge, remember, tell: link.tell, draw, say });
  const plane = createPlane(now, { change, remember, changed, draw, say });
  const share = page ? copyLink : null;
  const panel = createPanel(now, { start, yours, plane, history, descent, voice, changed, share });

  function changed() {
    link.tell();
    draw();
  }

  let frame = null;
  /** Draw all, once a frame at most. */
  function draw() {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      paint();
    });
  }

  let saving = null;
  function paint() {
    const result = link.judge();
    const family = link.familyOf(now.state.loss);
    const colours = inks(panel.element);
    plane.paint(family, result, colours);
    panel.paint(family, result, colours, link.busy());
    if (page && !descent.running() && !plane.dragging()) {
      clearTimeout(saving);
      saving = setTimeout(save, 300);
    }
  }

  // - the page's address, which holds the state -
  function save() {
    window.history.replaceState(null, "", `#${toHash(now.state)}`);
  }
  async function copyLink() {
    save();
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is copied: it holds points, weights and sliders.");
    } catch {
      say("The address of this page holds points, weights and sliders: copy it from the address bar.");
    }
  }
  function fromAddress() {
    const given = fromHash(location.hash.slice(1));
    if (given && toHash(given) !== toHash(now.state)) history.jump(given, "link");
  }

  el.replaceChildren(panel.element);
  const over = watched(panel.element, quiet, draw);
  if (page) window.addEventListener("hashchange", fromAddress);
  changed();

  return () => {
    descent.stop();
    cancelAnimationFrame(frame);
    clearTimeout(saving);
    over();
    voice.end();
    link.end();
    window.removeEventListener("hashchange", fromAddress);
  };
}

/** Draw whenever the size or the colour scheme changes; returns what ends it. */
function watched(element, quiet, draw) {
  const sizes = new ResizeObserver(draw);
  const schemes = [quiet, window.matchMedia("(prefers-color-scheme: dark)")];
  const themes = new MutationObserver(draw); // JupyterLab's dark theme
  sizes.observe(element);
  schemes.forEach((scheme) => scheme.addEventListener("change", draw));
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  return () => {
    sizes.disconnect();
    themes.disconnect();
    schemes.forEach((scheme) => scheme.removeEventListener("change", draw));
  };
}

export default { render };
