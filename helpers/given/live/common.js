/**
 * What the playground and the explorer share. Each shows in two places, a notebook (through anywidget) and a page that
 * is opened from a file, and neither can load a second module: page.py joins a module with those it imports, so all
 * imports are written as `import { names } from "./file.js";`, and names at the top of a file are used by no other.
 */

/** An element with properties, or attributes where it has no such property, and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The place of the largest value; of equal ones, the first. */
export const largest = (values) => values.reduce((best, value, k) => (value > values[best] ? k : best), 0);

/** A name for a group of radio buttons, which no other view in the same notebook has. */
export const groupName = (name) => `${name}-${Math.floor(1e12 * Math.random())}`;

/** Keep the keys that are pressed in an element from a notebook, which takes arrows and single letters for its own. */
export function keepKeys(element) {
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.addEventListener("keydown", (event) => event.stopPropagation());
  return element;
}

// Colours follow the system, unless JupyterLab says what its theme is.
const SHARED = `
  color-scheme: light dark; container-type: inline-size; font: 14px/1.45 system-ui, sans-serif;
  --ink: light-dark(#1a1a1a, #eceef1); --paper: light-dark(#ffffff, #16181c); --grey: light-dark(#5f6368, #a8adb4);
  --line: light-dark(#c4c7cc, #4a4f57); --mark: light-dark(#0061a8, #6cb8f0); --wash: light-dark(#f2f4f7, #23272e);
  color: var(--ink); background-color: var(--paper);
  [data-jp-theme-light="true"] & { color-scheme: light; }
  [data-jp-theme-light="false"] & { color-scheme: dark; }
  * { box-sizing: border-box; }
  section { min-width: 0; }
  h2 { font-size: 1rem; margin: 0 0 .4rem; color: inherit; }
  figure { margin: 0; }
  legend { padding: 0; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  tr { background: var(--paper); }
  th, td { padding: 2px 3px; border-bottom: 1px solid var(--line); text-align: right; color: inherit;
    background: none; }
  th:first-child { text-align: left; white-space: nowrap; }
`;

/** The style of all that has a class at its root: what both share, and rules of its own. */
export const styleOf = (root, rules) => make("style", {}, `.${root} { ${SHARED} ${rules} }`);
