// The timeline: lanes of marks, of which only what is visible is drawn.
const stage = $("#stage"), form = $("#filter"), panel = $("#record"), shown = $("#shown"), list = $("#lanes");
const whole = { from: 0, to: 1 }; // all that has a time
const home = { from: 0, to: 1 };  // what is shown at first: the time of the findings
const lanes = [], marks = [], spans = [];
let visible = []; // marks that the filter lets through, in order of time
let rows = [];    // lanes that are drawn, with their heights
let current = null;

const edges = (text) => text.split(" ").filter(Boolean).map((pair) => {
  const [, from, to] = /^(-?\d+)-(-?\d+)$/.exec(pair);
  return { from: Number(from), to: Number(to) };
});

function readPage() {
  for (const item of list.children) {
    const gaps = $$("i", item).map((gap) => ({ from: Number(gap.dataset.from), to: Number(gap.dataset.to), why: gap.textContent }));
    lanes.push({ kind: item.dataset.kind, label: $("b", item).textContent, covered: edges(item.dataset.covered), gaps });
  }
  for (const row of $$("tr[data-at]")) {
    const at = Number(row.dataset.at), what = $(".what", row);
    const text = (what.firstChild ? what.firstChild.textContent : "").trim();
    marks.push({
      row, at, to: Number(row.dataset.to || at), text, kind: row.dataset.kind, sign: row.dataset.sign || "",
      findings: (row.dataset.findings || "").split(" ").filter(Boolean), other: Boolean(row.closest(".other")), lanes: row.dataset.lanes.split(" ").filter(Boolean),
      words: `${text} ${row.dataset.kind} ${row.textContent}`.toLowerCase(),
    });
  }
  marks.sort((a, b) => a.at - b.at);
  for (const section of $$(".finding")) {
    const title = $("h2", section).textContent.trim();
    if (section.dataset.from) spans.push({ id: section.id, number: section.dataset.number, title, from: Number(section.dataset.from), to: Number(section.dataset.to) });
  }
  whole.from = Number(list.dataset.from);
  whole.to = Math.max(Number(list.dataset.to), whole.from + 1000);
  const margin = (whole.to - whole.from) * 0.01;
  whole.from -= margin;
  whole.to += margin;
}

// look sets the time that is shown.
function look(from, to) {
  const length = clamp(to - from, 1000, whole.to - whole.from);
  const start = clamp((from + to - length) / 2, whole.from, whole.to - length);
  state.from = start;
  state.to = start + length;
}

// zoom changes the length of the time that is shown; share says which point, from 0 to 1, stays where it is.
function zoom(factor, share = 0.5) {
  const length = clamp((state.to - state.from) * factor, 1000, whole.to - whole.from);
  const fixed = state.from + (state.to - state.from) * share;
  look(fixed - length * share, fixed + length * (1 - share));
  update();
}

// slide moves the time that is shown, as far as there is any.
function slide(from) {
  const length = state.to - state.from, start = clamp(from, whole.from, whole.to - length);
  look(start, start + length);
  update();
}

const pan = (share) => slide(state.from + (state.to - state.from) * share);

// fit shows the time of the findings, or of one of them, with the records that they rest on.
function fit(number = state.finding) {
  const parts = spans.filter((s) => !number || s.number === number);
  const from = [...parts.map((s) => s.from)], to = [...parts.map((s) => s.to)];
  for (const m of marks) {
    if (number ? !m.findings.includes(number) : !m.findings.length) continue;
    from.push(m.at);
    to.push(m.to);
  }
  if (!from.length) return look(whole.from, whole.to);
  const first = from.reduce((a, b) => Math.min(a, b)), last = to.reduce((a, b) => Math.max(a, b));
  const margin = Math.max((last - first) * 0.06, 5000);
  look(first - margin, last + margin);
}

function filter() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const passes = (m) =>
    (!state.entity || m.lanes.includes(state.entity)) && (!state.source || m.lanes.includes(state.source)) &&
    (!state.finding || m.findings.includes(state.finding)) && words.every((word) => m.words.includes(word));
  const filtered = Boolean(words.length || state.entity || state.source || state.finding);
  visible = [];
  for (const m of marks) {
    const ok = passes(m);
    if (m.other) m.row.hidden = !ok; // the evidence of a finding stays whole
    if (ok) visible.push(m);
  }
  const used = new Set(visible.flatMap((m) => m.lanes));
  rows = lanes.map((lane, i) => ({ lane, id: String(i), marks: [] }))
    .filter((row) => (filtered ? used.has(row.id) : used.has(row.id) || row.lane.kind === "source"));
  const place = new Map(rows.map((row) => [row.id, row]));
  for (const m of visible) for (const id of m.lanes) place.get(id)?.marks.push(m);
  shown.textContent = filtered ? `${visible.length} of ${marks.length} records pass the filter` : "";
  shown.hidden = !filtered;
  if (current && !visible.includes(current)) current = null;
  update();
}

let frame = 0;
function update() {
  save();
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(paint);
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000];

// tickText names a time: the first on the axis, and each midnight, with its day.
function tickText(ms, step, first) {
  if (step >= 86400) return stamp(ms, 10);
  const text = stamp(ms, step < 60 ? 19 : 16);
  return first || ms % 86400000 === 0 ? text.slice(5) : text.slice(11);
}

// shapes are drawn as one path per lane and sign, so that thousands of marks are a few elements.
const shapes = {
  "": (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`,
  change: (x, y) => `M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`,
  error: (x, y) => `M${x} ${y - 6}l6 10.5h-12z`,
};

let geometry = { left: 0, width: 1, head: 44, height: 26 };
const bandHeight = 19, mostBands = 6;

// stack puts the bands of findings that would cover each other below each other.
function stack(x) {
  const ends = [];
  for (const s of spans) {
    s.x = clamp(x(s.from), geometry.left - 2, geometry.left + geometry.width + 10);
    s.end = clamp(x(s.to), geometry.left, geometry.left + geometry.width + 10);
    s.width = Math.max(s.end - s.x, 18);
    s.seen = !(state.finding && s.number !== state.finding) && s.to >= state.from && s.from <= state.to;
    if (!s.seen) continue;
    const free = ends.findIndex((end) => end < s.x);
    s.row = free < 0 ? ends.length : free;
    ends[s.row] = s.x + s.width;
  }
  return Math.min(ends.length, mostBands);
}

function paint() {
  const width = Math.max(stage.clientWidth, 200), wide = width >= 720;
  const left = wide ? 230 : 0, height = wide ? 26 : 38;
  geometry = { left, width: width - left - 10, head: 0, height };
  const x = (ms) => left + (ms - state.from) / (state.to - state.from) * geometry.width;
  const head = geometry.head = 26 + Math.max(stack(x), 1) * bandHeight;
  const total = head + rows.length * height + 6;
  const svg = draw("svg", { width, height: total, viewBox: `0 0 ${width} ${total}`, "aria-hidden": "true" });
  const defs = draw("defs", {}, svg);
  const hatch = draw("pattern", { id: "hatching", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
  draw("rect", { width: 2, height: 6 }, hatch);
  const clip = draw("clipPath", { id: "inside" }, defs);
  draw("rect", { x: left, y: 0, width: geometry.width + 10, height: total }, clip);
  const field = draw("g", { "clip-path": "url(#inside)" });
  paintTicks(field, x, total);
  paintFindings(field, total);
  rows.forEach((row, i) => paintLane(svg, field, row, head + i * height, height, wide, x));
  svg.append(field);
  if (current) paintRing(field, x, height);
  stage.replaceChildren(svg);
}

function paintTicks(field, x, total) {
  const length = (state.to - state.from) / 1000, most = Math.max(2, geometry.width / 110);
  const step = steps.find((s) => length / s <= most) || steps[steps.length - 1];
  const start = Math.ceil(state.from / 1000 / step) * step;
  for (let s = start; s * 1000 <= state.to; s += step) {
    draw("line", { class: "grid", x1: x(s * 1000), x2: x(s * 1000), y1: 16, y2: total }, field);
    const text = tickText(s * 1000, step, s === start), half = text.length * 3.2;
    const at = clamp(x(s * 1000), geometry.left + half, geometry.left + geometry.width - half + 8);
    draw("text", { class: "tick", x: at, y: 12, "text-anchor": "middle" }, field).textContent = text;
  }
}

function paintFindings(field, total) {
  let shaded = -Infinity; // how far to the right: what two findings share is shaded once
  for (const s of spans.filter((s) => s.seen).sort((a, b) => a.x - b.x)) {
    const from = Math.max(s.x, shaded), to = Math.max(s.end, s.x + 3);
    if (to > from) draw("rect", { class: "shade", x: from, y: 18, width: to - from, height: total }, field);
    shaded = Math.max(shaded, to);
  }
  for (const s of spans) {
    if (!s.seen) continue;
    if (s.row >= mostBands) continue;
    const band = draw("g", { "data-jump": s.id, cursor: "pointer" }, field);
    draw("title", {}, band).textContent = s.title;
    draw("rect", { class: "band", x: s.x, y: 20 + s.row * bandHeight, width: s.width, height: 16, rx: 3 }, band);
    draw("text", { x: s.x + 5, y: 32 + s.row * bandHeight }, band).textContent = s.number;
  }
}

function paintLane(svg, field, row, y, height, wide, x) {
  const middle = y + height - 13, lane = row.lane;
  const right = geometry.left + geometry.width + 10;
  draw("line", { class: "edge", x1: 0, x2: right, y1: y, y2: y }, svg);
  const label = draw("text", { x: wide ? 8 : 4, y: wide ? middle + 4 : y + 13 }, svg);
  const room = wide ? 31 : Math.floor(geometry.width / 6.5);
  label.textContent = lane.label.length > room ? `${lane.label.slice(0, room - 12)}…${lane.label.slice(-10)}` : lane.label;
  draw("title", {}, label).textContent = lane.label;
  const bar = (s, name, half) => {
    if (s.to < state.from || s.from > state.to) return;
    const from = Math.max(x(s.from), geometry.left), to = Math.min(x(s.to), right);
    const rect = draw("rect", { class: name, x: from, y: middle - half, width: Math.max(to - from, 1), height: 2 * half }, field);
    if (s.why) draw("title", {}, rect).textContent = `${stamp(s.from)} to ${stamp(s.to)}: ${s.why}`;
  };
  for (const s of lane.covered) bar(s, "covered", 7);
  for (const s of lane.gaps) bar(s, "gap", 7);
  const paths = new Map(), taken = new Map();
  const add = (name, path) => paths.set(name, (paths.get(name) || "") + path);
  for (const m of row.marks) {
    if (m.to < state.from || m.at > state.to) continue;
    const from = x(m.at), to = x(m.to);
    if (to - from > 6) {
      const a = Math.max(from, geometry.left - 2), b = Math.min(to, right);
      const key = `interval ${m.sign}`, last = taken.get(key);
      if (last && a >= last.a && b <= last.b) continue; // lies within what is drawn
      taken.set(key, { a, b });
      add(key, `M${a.toFixed(1)} ${middle - 5}H${b.toFixed(1)}v10H${a.toFixed(1)}z`);
      continue;
    }
    const spot = Math.round(from); // marks of one kind on one pixel look like one
    if (taken.get(m.sign) === spot) continue;
    taken.set(m.sign, spot);
    add(`mark ${m.sign}`, shapes[m.sign](spot, middle));
  }
  for (const [name, d] of [...paths].sort(([a], [b]) => a.localeCompare(b))) draw("path", { class: name, d }, field);
}

function paintRing(field, x, height) {
  rows.forEach((row, i) => {
    if (!current.lanes.includes(row.id)) return;
    const middle = geometry.head + i * height + height - 13;
    if (x(current.to) - x(current.at) > 6) {
      draw("rect", { class: "ring", x: x(current.at) - 1, y: middle - 7, width: x(current.to) - x(current.at) + 2, height: 14, rx: 2 }, field);
    } else draw("circle", { class: "ring", cx: x(current.at), cy: middle, r: 8 }, field);
  });
}

// select shows a record under the timeline.
function select(mark) {
  if (mark === current) return;
  current = mark;
  panel.replaceChildren();
  if (!mark) write("p", "Point at a mark, or press n, to see its record here.", panel, "hint");
  else {
    const when = stamp(mark.at, 23).replace(/\.000$/, "") + (mark.to > mark.at ? ` to ${stamp(mark.to, 23).replace(/\.000$/, "")}` : "");
    write("p", `${when} UTC, ${mark.kind}${mark.sign ? `, ${mark.sign}` : ""}${mark.findings.length ? `, finding ${mark.findings.join(", ")}` : ""}`, panel, "when");
    write("p", mark.text, panel);
    const where = $(".where", mark.row);
    if (where) write("p", place(where), panel, "hint");
  }
  update();
}

// place says where a record stands, with the path of its file, which may stand below the rows.
function place(where) {
  const text = where.textContent.trim().replace(/\s+/g, " "), name = $(".file", where)?.textContent;
  for (let p = where.closest("table").nextElementSibling; p?.classList.contains("files"); p = p.nextElementSibling) {
    if (p.textContent.startsWith(`${name} is `)) return text.replace(name, $("code", p).textContent);
  }
  return text;
}

// under finds the mark nearest to a point, within a finger's width, preferring instants over intervals.
function under(event) {
  const box = stage.getBoundingClientRect();
  const px = event.clientX - box.left, row = rows[Math.floor((event.clientY - box.top - geometry.head) / geometry.height)];
  if (!row || px < geometry.left) return null;
  const at = (pixel) => state.from + (pixel - geometry.left) / geometry.width * (state.to - state.from);
  const time = at(px), slack = at(px + 7) - time;
  let best = null, bestScore = Infinity;
  for (const m of row.marks) {
    if (m.at - slack > time || m.to + slack < time) continue;
    const score = m.to - m.at > 2 * slack ? 1e15 + m.to - m.at : Math.abs((m.at + m.to) / 2 - time);
    if (score < bestScore) [best, bestScore] = [m, score];
  }
  return best;
}

// walk goes to the next record, or the one before.
function walk(by) {
  if (!visible.length) return;
  let i = current ? visible.indexOf(current) + by : visible.findIndex((m) => m.at >= state.from) + (by < 0 ? -1 : 0);
  i = clamp(i, 0, visible.length - 1);
  const mark = visible[i], length = state.to - state.from;
  if (mark.at < state.from || mark.at > state.to) look(mark.at - length / 2, mark.at + length / 2);
  select(mark);
}

const actions = {
  in: () => zoom(0.5), out: () => zoom(2), left: () => pan(-0.2), right: () => pan(0.2), fit: () => { fit(); update(); },
  all: () => { look(whole.from, whole.to); update(); },
};

const keys = {
  "+": actions.in, "=": actions.in, "-": actions.out, ArrowLeft: actions.left, ArrowRight: actions.right, 0: actions.all, Home: actions.all,
  f: actions.fit, n: () => walk(1), p: () => walk(-1), ArrowDown: () => walk(1), ArrowUp: () => walk(-1),
  Enter: () => current && jump(current.row.id), Escape: () => select(null),
};

function listen() {
  stage.addEventListener("keydown", (event) => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
  stage.addEventListener("wheel", (event) => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!sideways && !event.ctrlKey && !event.metaKey && document.activeElement !== stage) return; // the page scrolls
    event.preventDefault();
    if (sideways) return pan((event.deltaX || event.deltaY) / geometry.width);
    const share = (event.clientX - stage.getBoundingClientRect().left - geometry.left) / geometry.width;
    zoom(Math.exp(clamp(event.deltaY, -200, 200) / 400), clamp(share, 0, 1));
  }, { passive: false });
  stage.addEventListener("dblclick", () => zoom(0.5));
  let drag = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, from: state.from, moved: false, id: event.target.closest("[data-jump]")?.dataset.jump };
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return select(under(event) || current);
    const by = event.clientX - drag.x;
    if (!drag.moved && Math.abs(by) < 4) return;
    if (!drag.moved) stage.setPointerCapture(event.pointerId);
    drag.moved = true;
    stage.classList.add("drags");
    slide(drag.from - by / geometry.width * (state.to - state.from));
  });
  stage.addEventListener("pointerup", (event) => {
    const was = drag;
    drag = null;
    stage.classList.remove("drags");
    if (!was || was.moved) return;
    const mark = under(event);
    if (mark) jump(mark.row.id);
    else if (was.id) jump(was.id);
  });
  stage.addEventListener("pointercancel", () => { drag = null; });
  form.addEventListener("input", () => {
    for (const name of ["q", "entity", "source", "finding"]) state[name] = form.elements[name].value;
    filter();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const name of ["q", "entity", "source", "finding"]) state[name] = "";
    Object.assign(state, home);
    filter();
  });
  for (const button of $$("[data-locate]")) {
    button.hidden = false;
    button.addEventListener("click", () => { fit(button.dataset.locate); update(); jump("timeline"); });
  }
  for (const button of $$("[data-do]", form)) button.addEventListener("click", () => actions[button.dataset.do]());
  new ResizeObserver(update).observe(stage);
}

if (stage) {
  readPage();
  for (const element of [stage, form, panel, $("#keys")]) element.hidden = false;
  fit();
  Object.assign(home, { from: state.from, to: state.to });
  listen();
  restore();
} else if (location.hash) restore();
