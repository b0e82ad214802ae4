// What is shown, and its place in the address: #anchor?from=...&to=...&q=...
const state = { from: 0, to: 0, q: "", entity: "", source: "", finding: "" };
let anchor = "";

function fragment() {
  const parts = new URLSearchParams();
  if (state.from !== home.from || state.to !== home.to) {
    parts.set("from", Math.round(state.from));
    parts.set("to", Math.round(state.to));
  }
  for (const name of ["q", "entity", "source", "finding"]) if (state[name]) parts.set(name, state[name]);
  return `#${anchor}${parts.size ? `?${parts}` : ""}`;
}

let saving = 0;
function save() {
  clearTimeout(saving); // browsers refuse to be told too often
  saving = setTimeout(() => {
    if (fragment() !== (location.hash || "#")) history.replaceState(null, "", fragment());
  }, 120);
}

function restore() {
  const [name, query = ""] = location.hash.slice(1).split("?");
  const parts = new URLSearchParams(query);
  anchor = name;
  const from = Number(parts.get("from")), to = Number(parts.get("to"));
  if (parts.has("from") && from < to) look(from, to);
  else Object.assign(state, home);
  for (const field of ["q", "entity", "source", "finding"]) {
    state[field] = parts.get(field) || "";
    if (form) form.elements[field].value = state[field];
  }
  if (stage) filter();
  if (name) reach(name, false);
}

// reach brings a part of the page into view, and the reader's place with it.
function reach(name, focus = true) {
  const target = document.getElementById(name);
  if (!target) return;
  for (let outer = target.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
  for (const old of $$(".target")) old.classList.remove("target");
  target.classList.add("target");
  target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  if (focus) target.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"], a[*|href^="#"]');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  jump(link.getAttribute("href").slice(1));
});

function jump(name) {
  anchor = name;
  history.pushState(null, "", fragment());
  reach(name);
}

addEventListener("popstate", restore);
