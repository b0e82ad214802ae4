// What a report can do beyond being read: copy what is to be pasted, read values off the charts and, in the other files,
// move about in the timeline and filter it. The page is complete without. The files are put together in the order base,
// state, timeline. They ask nothing of any network and write no markup from strings: all text goes through textContent.
"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const SVG = "http://www.w3.org/2000/svg";

// draw makes an SVG element.
function draw(name, attributes, parent) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (parent) parent.append(element);
  return element;
}

// write makes an HTML element with a text.
function write(name, text, parent, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  if (parent) parent.append(element);
  return element;
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// ---- Copying -------------------------------------------------------------------------------------------------------

async function copy(button) {
  const pre = $("pre", button.parentElement);
  let done = true;
  try {
    await navigator.clipboard.writeText(pre.textContent);
  } catch {
    const range = document.createRange(); // a page from a file may not have a clipboard
    range.selectNodeContents(pre);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    done = document.execCommand("copy");
  }
  button.textContent = done ? "Copied" : "Press Ctrl+C";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

for (const button of $$(".copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

// ---- Values of charts ----------------------------------------------------------------------------------------------

function readable(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 });
}

const stamp = (ms, digits = 19) => new Date(ms).toISOString().slice(0, digits).replace("T", " ");

for (const svg of $$(".chart > svg")) {
  const values = svg.dataset.values.split(",");
  const readout = $(".readout", svg.parentElement), cursor = $(".cursor", svg);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const i = clamp(Math.floor((event.clientX - box.left) / box.width * values.length), 0, values.length - 1);
    const at = `${(i + 0.5) / values.length * 100}%`;
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    const value = values[i] === "" ? "nothing" : `${readable(Number(values[i]))} ${svg.dataset.unit}`;
    readout.textContent = `${stamp(Number(svg.dataset.from) + i * Number(svg.dataset.step))}: ${value}`;
  });
  svg.addEventListener("pointerleave", () => {
    cursor.setAttribute("x1", -10);
    cursor.setAttribute("x2", -10);
    readout.textContent = "";
  });
}
