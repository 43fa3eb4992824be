/**
 * What a linear classifier learned, to look at: where a score comes from, which images a class likes, what its strength
 * of regularization does to the templates. In a notebook (through anywidget), and on a page of its own.
 *
 * What was learned is a plain object: dataset, its name; classes (C) names; shades, colours from against to for;
 * images: base64 of (N, 32, 32, 3) bytes; labels (N); mean: base64 of (3072) float32, the mean image, from 0 to 1;
 * models: for each {reg, accuracy (0 to 1, on the validation images), W: base64 of (3073, C) float32}.
 * A choice is {image, class, model}, all numbers of their lists.
 */

import { groupName, keepKeys, largest, make, styleOf } from "./common.js";

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const VALUES = 3 * PIXELS;
const DOTTED = 7; // a pixel of a map is drawn so large, to have room for a dot
const EXTREMES = 5; // so many best and worst images of a class are shown

// --- the mathematics -------------------------------------------------------------------------------------------------

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** What was learned, with arrays in the place of texts. */
export function decoded(learned) {
  const floats = (base64) => new Float32Array(bytesOf(base64).buffer);
  return {
    ...learned,
    images: bytesOf(learned.images),
    mean: floats(learned.mean),
    models: learned.models.map((model) => ({ ...model, W: floats(model.W) })),
  };
}

/** One image as a row of numbers (3072): its bytes from 0 to 1, minus the mean image, in float32 as in the course. */
export function rowOf({ images, mean }, image) {
  const row = new Float32Array(VALUES);
  for (let d = 0; d < VALUES; d++) row[d] = Math.fround(images[image * VALUES + d] / 255) - mean[d];
  return row;
}

/** The scores (C) of a row: the sum of row times template, and the bias, which is the last row of W. */
export function scoresOf(row, W, C) {
  const scores = Array.from(W.subarray(VALUES * C, (VALUES + 1) * C));
  for (let d = 0; d < VALUES; d++) for (let k = 0; k < C; k++) scores[k] += row[d] * W[d * C + k];
  return scores;
}

/** Where the score of a class comes from: row times template at every pixel (1024), summed over its three colours. */
export function contributionsOf(row, W, C, k) {
  const parts = new Float64Array(PIXELS);
  for (let d = 0; d < VALUES; d++) parts[Math.floor(d / 3)] += row[d] * W[d * C + k];
  return parts;
}

/** The template of a class as bytes (3072): smallest weight of all classes 0, largest 255. */
export function templateOf(W, C, k) {
  let low = Infinity,
    high = -Infinity;
  for (let d = 0; d < VALUES * C; d++) {
    low = Math.min(low, W[d]);
    high = Math.max(high, W[d]);
  }
  const span = high > low ? high - low : 1;
  return Uint8ClampedArray.from({ length: VALUES }, (_, d) => ((W[d * C + k] - low) / span) * 255);
}

/** The numbers of the images, from the highest score of a class to the lowest. */
export function rankingOf(allScores, k) {
  return allScores.map((_, i) => i).sort((i, j) => allScores[j][k] - allScores[i][k]);
}

/**
 * The terms of a sum in hundredths, rounded so that they add up to the rounded total as they are shown: all are rounded
 * down, and what is missing goes to those that lost most by it.
 */
export function addingUp(terms, total) {
  const cents = terms.map((term) => Math.floor(100 * term));
  const lost = (k) => 100 * terms[k] - cents[k];
  const missing = Math.round(100 * total) - cents.reduce((sum, cent) => sum + cent, 0);
  const order = terms.map((_, k) => k).sort((i, j) => lost(j) - lost(i));
  for (const k of order.slice(0, Math.max(0, missing))) cents[k] += 1;
  return cents.map((cent) => cent / 100);
}

// --- what is drawn ---------------------------------------------------------------------------------------------------

/** A picture of bytes (3072) as a data URL, which an <img> shows. */
function pictureOf(bytes) {
  return urlOf((pixel, out) => out.set([bytes[3 * pixel], bytes[3 * pixel + 1], bytes[3 * pixel + 2], 255], 4 * pixel));
}

/** A map of signed numbers (1024) as a data URL: the middle shade is 0, and what is clearly below has a dot. */
function mapOf(parts, limit, shades) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE * DOTTED;
  const context = canvas.getContext("2d");
  const fill = (pixel, from, size) =>
    context.fillRect((pixel % SIDE) * DOTTED + from, Math.floor(pixel / SIDE) * DOTTED + from, size, size);
  parts.forEach((part, pixel) => {
    const share = Math.min(Math.max((part / limit + 1) / 2, 0), 1);
    context.fillStyle = shades[Math.round(share * (shades.length - 1))];
    fill(pixel, 0, DOTTED);
    context.fillStyle = "white";
    if (share < 0.375) fill(pixel, 2, 2);
  });
  return canvas.toDataURL();
}

function urlOf(paint) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  const data = context.createImageData(SIDE, SIDE);
  for (let pixel = 0; pixel < PIXELS; pixel++) paint(pixel, data.data);
  context.putImageData(data, 0, 0);
  return canvas.toDataURL();
}

// --- the controls ----------------------------------------------------------------------------------------------------

const STYLE = `
  section { margin: 0 0 1.2rem; }
  p { margin: .3rem 0; }
  .columns { display: grid; gap: 0 1.5rem; grid-template-columns: minmax(0, 1fr); }
  @container (min-width: 48rem) { .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
  fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px; min-width: 0; }
  legend { margin: 0 0 .3rem; font-weight: 600; font-size: 1rem; }
  fieldset label { position: relative; display: block; border: 3px solid transparent; border-radius: 5px; padding: 1px;
    cursor: pointer; text-align: center; font-size: 12.5px; }
  fieldset input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
  fieldset label:has(:checked) { border-color: var(--mark); }
  fieldset label:has(:checked)::after { content: "\\2713"; position: absolute; top: -5px; right: -3px; padding: 0 3px;
    background: var(--mark); color: var(--paper); border-radius: 4px; font-size: 11px; }
  fieldset label:has(:focus-visible), input[type="range"]:focus-visible {
    outline: 3px solid var(--mark); outline-offset: 2px; }
  img { display: block; margin: 0 auto; max-width: 100%; image-rendering: pixelated; }
  .thumbs { max-height: 13.5rem; overflow-y: auto; padding: 8px 6px; border: 1px solid var(--line);
    border-radius: 4px; }
  .slider { display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: center; }
  .slider input { flex: 1 1 10rem; min-width: 8rem; max-width: 24rem; accent-color: var(--mark); min-height: 28px;
    margin: 5px; /* room for the frame of the focus */ }
  th, td { font-size: 13px; }
  tbody th { font-weight: 400; }
  td.words { text-align: left; color: var(--grey); white-space: nowrap; min-width: 7.5rem; }
  tr.chosen th { font-weight: 700; }
  td.bar { width: 45%; padding: 0; }
  .bar div { position: relative; height: 14px;
    background: linear-gradient(var(--grey), var(--grey)) 50% / 1px 100% no-repeat; }
  .bar i { position: absolute; top: 2px; bottom: 2px; background: var(--mark); }
  .bar i.against { background: none; border: 2px solid var(--mark); }
  .product { display: flex; gap: .4rem; align-items: flex-start; margin: 0; padding: 0; }
  .product figure { flex: 0 1 13rem; min-width: 0; }
  .templates { display: grid; grid-template-columns: repeat(5, minmax(0, 11rem)); gap: 4px 2px; }
  .templates label { padding: 0; border-width: 2px; }
  .templates img { width: 100%; height: auto; aspect-ratio: 1; }
  .product img { width: 100%; height: auto; aspect-ratio: 1; }
  figcaption { font-size: 12.5px; color: var(--grey); text-align: center; }
  .sign { font-size: 1.3rem; align-self: center; }
  .row { display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 .5rem; padding: 0; list-style: none; }
  .row li { width: 4.6rem; font-size: 12.5px; text-align: center; margin: 0; }
  .row img { width: 4rem; height: 4rem; }
  .key { display: block; width: 100%; max-width: 16rem; height: 12px; border: 1px solid var(--line); }
`;

/** A number with its sign, rounded to hundredths as in addingUp. */
export function signed(number) {
  const cents = Math.round(100 * number);
  return `${cents < 0 ? "\u2212" : "+"}${(Math.abs(cents) / 100).toFixed(2)}`;
}
const percent = (share) => `${(100 * share).toFixed(1)}%`;

/** A group of pictures of which one is chosen; arrow keys walk through it. */
function pictures(name, legend, items, size, chosen, choose) {
  const group = groupName(name);
  const inputs = items.map(({ label, caption }, k) => {
    const input = make("input", { type: "radio", name: group, value: String(k), checked: k === chosen });
    input.setAttribute("aria-label", label);
    input.addEventListener("change", () => choose(k));
    const image = make("img", { alt: "", width: size, height: size });
    return make("label", { title: label }, input, image, caption ?? "");
  });
  return make("fieldset", { className: name }, make("legend", {}, legend), ...inputs);
}

/** The scores of an image as numbers and bars, and in words what it is taken for. */
function createScores({ classes, labels }, a) {
  const body = make("tbody");
  const heads = ["class", "score"].map((name) => make("th", { scope: "col" }, name));
  const head = make("thead", {}, make("tr", {}, ...heads, make("td"), make("td")));
  const spoken = make("p", { role: "status" });

  function paint({ image, class: k }, scores) {
    const y = labels[image];
    const winner = largest(scores);
    const limit = Math.max(...scores.map(Math.abs));
    const rows = classes.map((name, j) => {
      const bar = make("i", { className: scores[j] < 0 ? "against" : "for" });
      const width = (50 * Math.abs(scores[j])) / limit;
      Object.assign(bar.style, { width: `${width}%`, left: `${scores[j] < 0 ? 50 - width : 50}%` });
      const right = j === y ? (j === winner ? " and right" : "the right one") : "";
      const words = `${j === winner ? "highest" : ""}${right}`;
      return make(
        "tr",
        { className: j === k ? "chosen" : "" },
        make("th", { scope: "row" }, name),
        make("td", {}, signed(scores[j])),
        make("td", { className: "bar" }, make("div", {}, bar)),
        make("td", { className: "words" }, words),
      );
    });
    body.replaceChildren(...rows);
    spoken.textContent = `Image ${image} is ${a(y)}, and is taken for ${winner === y ? "one" : a(winner)}.`;
  }

  const title = make("h2", {}, "Its ten scores");
  return { element: make("section", {}, title, spoken, make("table", {}, head, body)), paint };
}

/** Where a score comes from: image times template, pixel by pixel, and the sum in words. */
function createProduct({ classes, labels, shades }, a) {
  const figure = (caption) =>
    make("figure", {}, make("img", { width: 208, height: 208 }), make("figcaption", {}, caption));
  const figures = ["image minus mean", "template", "pixel times weight"].map(figure);
  const sign = (text) => make("span", { className: "sign" }, text);
  const sum = make("p");
  const key = make("div", { className: "key" });
  key.style.background = `linear-gradient(to right, ${shades.join(", ")})`;

  function paint({ image, class: k }, row, W, score) {
    const C = classes.length;
    const parts = contributionsOf(row, W, C, k);
    const bias = W[VALUES * C + k];
    const plus = parts.reduce((total, part) => total + Math.max(part, 0), 0);
    const minus = parts.reduce((total, part) => total + Math.min(part, 0), 0);
    const shown = Uint8ClampedArray.from(row, (value) => 127.5 + 127.5 * value);
    const [left, middle, right] = figures.map((one) => one.querySelector("img"));
    left.src = pictureOf(shown);
    left.alt = `Image ${image}, ${a(labels[image])}, minus the mean image.`;
    middle.src = pictureOf(templateOf(W, C, k));
    middle.alt = `The template of ${classes[k]}.`;
    right.src = mapOf(parts, Math.max(...parts.map(Math.abs)) || 1, shades);
    right.alt = `Which pixels speak for ${classes[k]}, and which against it.`;
    const [ahead, behind, level] = addingUp([plus, minus, bias], score).map(signed);
    sum.textContent =
      `${classes[k]}: ${ahead} from pixels for it, ${behind} from pixels against it, ` +
      `bias ${level}: together ${signed(score)}.`;
  }

  const element = make(
    "section",
    {},
    make("h2", {}, "Where a score comes from"),
    make("div", { className: "product" }, figures[0], sign("\u00d7"), figures[1], sign("="), figures[2]),
    sum,
    key,
    make("p", {}, "Orange pixels speak for the class, blue ones (with dots) against it; white is 0."),
  );
  return { element, paint };
}

/** The images that a class likes best, and least; `sources` holds a data URL for each. */
function createExtremes({ classes, labels }, a, sources) {
  const [best, worst] = [0, 1].map(() => make("ul", { className: "row" }));
  const [bestTitle, worstTitle] = [0, 1].map(() => make("p"));

  function paint(k, scores) {
    const ranking = rankingOf(scores, k);
    const list = (numbers) =>
      numbers.map((i) => {
        const words = `${a(labels[i])}, ${signed(scores[i][k])}`;
        return make("li", {}, make("img", { src: sources[i], alt: `Image ${i}.`, width: 64, height: 64 }), words);
      });
    bestTitle.textContent = `Highest scores for ${classes[k]}:`;
    worstTitle.textContent = `Lowest scores for ${classes[k]}:`;
    best.replaceChildren(...list(ranking.slice(0, EXTREMES)));
    worst.replaceChildren(...list(ranking.slice(-EXTREMES).reverse()));
  }

  const title = make("h2", {}, "What the class likes");
  return { element: make("section", {}, title, bestTitle, best, worstTitle, worst), paint };
}

/**
 * anywidget's render: show in `el` what was learned, and keep the choice in step with `model`, which has `learned` and
 * `choice`; on a page both are in its `state`.
 */
export function render({ model, el }) {
  const learned = decoded(model.get("learned") ?? model.get("state").learned);
  let choice = model.get("choice") ?? model.get("state").choice;
  const { classes, labels, models } = learned;
  const C = classes.length;
  const rows = labels.map((_, i) => rowOf(learned, i));
  const allScores = models.map(({ W }) => rows.map((row) => scoresOf(row, W, C)));
  const sources = labels.map((_, i) => pictureOf(learned.images.subarray(i * VALUES, (i + 1) * VALUES)));
  const a = (k) => `${"aeiou".includes(classes[k][0]) ? "an" : "a"} ${classes[k]}`;

  function choose(change) {
    choice = { ...choice, ...change };
    model.set("choice", choice);
    model.save_changes();
    draw();
  }

  const slider = make("input", { type: "range", min: 0, max: models.length - 1, step: 1, value: choice.model });
  slider.setAttribute("aria-label", "strength of regularization");
  slider.addEventListener("input", () => choose({ model: Number(slider.value) }));
  const strength = make("output");
  const images = pictures(
    "thumbs",
    `An image: ${labels.length} of the validation images (${learned.dataset})`,
    labels.map((y, i) => ({ label: `image ${i}, ${a(y)}` })),
    40,
    choice.image,
    // An image is looked at through the class it is taken for, until another is chosen.
    (image) => choose({ image, class: largest(allScores[choice.model][image]) }),
  );
  images.querySelectorAll("img").forEach((img, i) => (img.src = sources[i]));
  const templates = pictures(
    "templates",
    "A class, by its template",
    classes.map((name) => ({ label: `template of ${name}`, caption: name })),
    170,
    choice.class,
    (k) => choose({ class: k }),
  );
  const scoresPart = createScores(learned, a);
  const productPart = createProduct(learned, a);
  const extremesPart = createExtremes(learned, a, sources);

  function draw() {
    const { image, class: k, model: m } = choice;
    const { W, reg, accuracy } = models[m];
    const scores = allScores[m];
    const said = `${reg}: ${percent(accuracy)} of the validation images right`;
    slider.value = m;
    slider.setAttribute("aria-valuetext", said);
    strength.textContent = said;
    images.querySelectorAll("input")[image].checked = true;
    templates.querySelectorAll("input")[k].checked = true;
    templates.querySelectorAll("img").forEach((img, j) => (img.src = pictureOf(templateOf(W, C, j))));
    scoresPart.paint(choice, scores[image]);
    productPart.paint(choice, rows[image], W, scores[image][k]);
    extremesPart.paint(k, scores);
  }

  function heard() {
    if (JSON.stringify(model.get("choice")) === JSON.stringify(choice)) return;
    choice = model.get("choice");
    draw();
  }

  const strengthTitle = make("h2", {}, "Strength of regularization");
  const element = make(
    "div",
    { className: "explorer" },
    styleOf("explorer", STYLE),
    make("section", {}, strengthTitle, make("div", { className: "slider" }, slider, strength)),
    make("section", {}, templates),
    make("section", {}, images),
    productPart.element,
    make("div", { className: "columns" }, scoresPart.element, extremesPart.element),
  );
  el.replaceChildren(keepKeys(element));
  model.on("change:choice", heard);
  draw();
  return () => model.off("change:choice", heard);
}

export default { render };
