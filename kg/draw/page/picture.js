// The start: reads the picture's data, wires search, legend, keys, language and theme, and draws.

const byId = (id) => document.getElementById(id);
const picture = JSON.parse(byId("picture").textContent);
const hash = new URLSearchParams(location.hash.slice(1));
const dark = matchMedia("(prefers-color-scheme: dark)");

const state = {
  language: { zh: 0, en: 1 }[hash.get("language")] ?? (picture.language === "en" ? 1 : 0),
  theme: ["light", "dark"].includes(hash.get("theme")) ? hash.get("theme") : picture.theme,
  off: new Set(),
  selected: -1,
  hovered: -1,
  link: -1,
  near: new Set(),
  allLinks: picture.always,
  font: getComputedStyle(document.body).fontFamily,
  get look() { return this.theme === "auto" ? (dark.matches ? "dark" : "light") : this.theme; },
  get paper() { return picture.paper[this.look]; },
  colour(entry) { return entry.tint >= 0 ? picture.tints[this.look][entry.tint] : entry.tint === -1 ? this.paper.ink : this.paper.grey; },
  membersOf: (index) => [...(scene.members.get(index) || [])].sort((a, b) => picture.things[a].entry - picture.things[b].entry || picture.things[b].weight - picture.things[a].weight),
};

const keyIndex = new Map(picture.things.map((thing, index) => [thing.key, index]));
const scene = new Scene(picture, byId("canvas"), state);
const panel = new Panel(picture, byId("panel"), state, select);
const text = (key, values) => panel.text(key, values);

// ---- selecting

function neighbours(index) {
  const near = new Set(scene.members.get(index) || []);
  if (picture.things[index].home >= 0) near.add(picture.things[index].home);
  for (const { from, to } of picture.edges) {
    if (from === index) near.add(to);
    if (to === index) near.add(from);
  }
  return near;
}

// What the open panel leaves of the view: it lies to the right, on a narrow screen at the foot.
function freePart() {
  const { clientWidth: width, clientHeight: height } = byId("main"), panel = byId("panel");
  return panel.clientWidth < width ? { width: width - panel.clientWidth, height } : { width, height: height - panel.clientHeight };
}

function select(index, link = -1, bring = false) {
  if (index < 0 && link < 0) {
    Object.assign(state, { selected: -1, link: -1, near: new Set() });
    panel.close();
  } else if (link >= 0) {
    const { from, to } = picture.edges[link];
    Object.assign(state, { selected: -1, link, near: new Set([from, to]) });
    panel.link(link);
  } else {
    state.off.delete(picture.things[index].entry);
    Object.assign(state, { selected: index, link: -1, near: neighbours(index) });
    panel.thing(index);
    const free = freePart(), { x, y } = scene.onScreen(scene.nodes[index].x, scene.nodes[index].y);
    if (bring || x < 20 || x > free.width - 60 || y < 20 || y > free.height - 20) scene.show(index, free, bring);
  }
  legend();
  scene.redraw();
  remember();
}

function remember() {
  const now = new URLSearchParams();
  if (state.selected >= 0) now.set("node", picture.things[state.selected].key);
  if (state.language !== (picture.language === "en" ? 1 : 0)) now.set("language", ["zh", "en"][state.language]);
  if (state.theme !== picture.theme) now.set("theme", state.theme);
  history.replaceState(null, "", "#" + now);
}

// ---- legend

function legend() {
  let last = "";
  const rows = picture.entries.map((entry, index) => {
    const off = state.off.has(index), name = state.language ? entry.en : entry.zh;
    const family = entry.key.split(":")[0];
    const rule = last && last !== family;
    last = family;
    const toggle = element(
      "button", { type: "button", class: "toggle", "aria-pressed": String(!off), title: name, onclick: () => filter(index) },
      markOf(entry, state.colour(entry), state.paper.panel), element("span", { class: "name" }, name),
    );
    const only = element("button", { type: "button", class: "only", onclick: () => filterOnly(index) }, text("only"));
    const row = element("li", { class: "entry" + (off ? " off" : "") + (rule ? " rule" : ""), "data-key": entry.key }, toggle, only, element("span", { class: "count" }, String(entry.count)));
    return row;
  });
  const held = document.activeElement?.closest?.("#legend .entry")?.dataset.key;
  byId("legend").replaceChildren(...rows);
  if (held) rows.find((row) => row.dataset.key === held)?.querySelector(".toggle").focus();
  byId("all").hidden = state.off.size === 0;
}

function filter(index) {
  if (!state.off.delete(index)) state.off.add(index);
  filtered();
}

function filterOnly(index) {
  const family = picture.entries[index].key.split(":")[0];
  state.off = new Set(picture.entries.map((_, i) => i).filter((i) => i !== index && picture.entries[i].key.split(":")[0] === family));
  filtered();
}

function filtered() {
  const ends = state.link >= 0 ? Object.values(picture.edges[state.link]) : [state.selected];
  if (ends.some((end) => end >= 0 && !scene.shown(end))) { select(-1); return; }
  legend();
  scene.redraw();
}

// ---- search

function plainly(said) {
  return said.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s'’·.\-]/g, "");
}

function find(said) {
  const wanted = plainly(said);
  if (!wanted) return [];
  const found = [];
  picture.things.forEach((thing, index) => {
    let best = 9;
    for (const key of thing.search) {
      const at = key.indexOf(wanted);
      if (at < 0) continue;
      best = Math.min(best, key.length === wanted.length ? 0 : at === 0 ? 1 : 2);
    }
    if (best < 9) found.push([best, scene.isPlace(index) ? 0 : 1, -thing.weight, index]);
  });
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
  return found.slice(0, 12).map((each) => each[3]);
}

let results = [], current = -1;

function showFound() {
  const box = byId("search"), list = byId("found");
  results = find(box.value);
  current = results.length ? 0 : -1;
  const rows = results.map((index, position) => {
    const thing = picture.things[index], entry = picture.entries[thing.entry];
    const other = [thing.label[1 - state.language], thing.home >= 0 ? picture.things[thing.home].label[state.language] : ""].filter(Boolean);
    const row = element("li", { role: "option", id: "found-" + position }, markOf(entry, state.colour(entry), state.paper.panel), element("span", {}, thing.label[state.language]), element("span", { class: "other" }, other.join(" · ")));
    row.addEventListener("pointerdown", (event) => { event.preventDefault(); take(position); });
    return row;
  });
  if (!rows.length && box.value.trim()) rows.push(element("li", { class: "none" }, text("no_match")));
  list.replaceChildren(...rows);
  list.hidden = !rows.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  mark();
}

function mark() {
  [...byId("found").children].forEach((row, position) => {
    row.setAttribute("aria-selected", String(position === current));
    if (position === current) row.scrollIntoView({ block: "nearest" });
  });
  if (current >= 0) byId("search").setAttribute("aria-activedescendant", "found-" + current);
  else byId("search").removeAttribute("aria-activedescendant");
}

function take(position) {
  const index = results[position];
  hideFound();
  if (index !== undefined) select(index, -1, true);
}

function hideFound() {
  byId("found").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
}

byId("search").addEventListener("input", showFound);
byId("search").addEventListener("focus", () => byId("search").value && showFound());
byId("search").addEventListener("blur", hideFound);
byId("search").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && results.length) { event.preventDefault(); current = (current + step + results.length) % results.length; mark(); }
  if (event.key === "Enter" && current >= 0 && !byId("found").hidden) take(current);
  if (event.key === "Escape") { byId("search").value = ""; hideFound(); byId("canvas").focus(); }
});

// ---- pointing and keys

function tip(index, link, x, y) {
  const box = byId("tip");
  if (index < 0 && link < 0) { box.hidden = true; return; }
  const lines = [];
  if (index >= 0) {
    const thing = picture.things[index], entry = picture.entries[thing.entry], members = state.membersOf(index).length;
    lines.push(element("b", {}, thing.label[state.language]), element("span", {}, panel._kindOf(thing, entry)));
    if (thing.home >= 0) lines.push(element("span", {}, picture.things[thing.home].label[state.language]));
    if (members) lines.push(element("span", {}, panel.counted("members", members)));
  } else {
    const edge = picture.edges[link], name = (i) => picture.things[i].label[state.language];
    lines.push(element("b", {}, panel.string(picture.links[link].label)), element("span", {}, name(edge.from) + " → " + name(edge.to)));
  }
  box.replaceChildren(...lines);
  box.hidden = false;
  const main = byId("main");
  box.style.left = Math.max(6, Math.min(x + 14, main.clientWidth - box.offsetWidth - 8)) + "px";
  box.style.top = Math.max(6, Math.min(y + 14, main.clientHeight - box.offsetHeight - 8)) + "px";
}

function point(event) {
  const { left, top } = byId("canvas").getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

byId("canvas").addEventListener("pointermove", (event) => {
  if (event.buttons) { tip(-1, -1); return; }
  const [x, y] = point(event);
  const index = scene.at(x, y), link = index < 0 ? scene.linkAt(x, y) : -1;
  byId("canvas").classList.toggle("pointing", index >= 0 || link >= 0);
  tip(index, link, x, y);
  if (index !== state.hovered) { state.hovered = index; scene.redraw(); }
});
byId("canvas").addEventListener("pointerleave", () => { tip(-1, -1); state.hovered = -1; scene.redraw(); });
scene.network.on("click", ({ pointer }) => {
  const { x, y } = pointer.DOM, index = scene.at(x, y);
  const link = index < 0 ? scene.linkAt(x, y) : -1;
  select(index, link);
});

const KEYS = {
  ArrowLeft: () => scene.pan(-70, 0), ArrowRight: () => scene.pan(70, 0), ArrowUp: () => scene.pan(0, -70), ArrowDown: () => scene.pan(0, 70),
  "+": () => scene.zoom(1.4), "=": () => scene.zoom(1.4), "-": () => scene.zoom(1 / 1.4), 0: () => scene.fit(true),
};
byId("canvas").addEventListener("keydown", (event) => {
  const act = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
document.addEventListener("keydown", (event) => {
  if (event.target === byId("search")) return;
  if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
  if (event.key === "Escape") select(-1);
});
byId("zoom-in").addEventListener("click", () => scene.zoom(1.5));
byId("zoom-out").addEventListener("click", () => scene.zoom(1 / 1.5));
byId("fit").addEventListener("click", () => scene.fit(true));
byId("all").addEventListener("click", () => { state.off.clear(); filtered(); });
byId("links").addEventListener("change", (event) => { state.allLinks = event.target.checked; scene.redraw(); });
byId("language").addEventListener("click", () => { state.language = 1 - state.language; speak(); remember(); });
byId("theme").addEventListener("click", () => { state.theme = state.look === "dark" ? "light" : "dark"; speak(); remember(); });
dark.addEventListener("change", speak);

// ---- words and colours

function speak() {
  document.documentElement.dataset.theme = state.look;
  document.documentElement.lang = state.language ? "en" : "zh-Hans";
  byId("title").textContent = document.title = picture.title[state.language];
  byId("counts").textContent = picture.counts[state.language];
  byId("notes").textContent = picture.notes.map((note) => note[state.language]).join(" ");
  byId("caption").textContent = picture.caption[state.language];
  byId("search").placeholder = text("search");
  byId("search").setAttribute("aria-label", text("search"));
  byId("found").setAttribute("aria-label", text("search"));
  byId("legend-title").textContent = text("legend");
  byId("all").textContent = text("all");
  byId("links-text").textContent = text("links");
  byId("links-row").hidden = !picture.edges.length;
  byId("links").checked = state.allLinks;
  byId("language").textContent = text("language");
  byId("theme").textContent = text(state.look === "dark" ? "light" : "dark");
  for (const [id, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"], ["fit", "fit"]]) {
    byId(id).title = text(key);
    byId(id).setAttribute("aria-label", text(key));
  }
  byId("canvas").setAttribute("aria-label", picture.title[state.language] + ". " + text("help"));
  legend();
  if (state.selected >= 0) panel.thing(state.selected);
  if (state.link >= 0) panel.link(state.link);
  scene.redraw();
}

speak();
scene.network.once("afterDrawing", () => { window.__ready = performance.now(); });
const asked = keyIndex.get(hash.get("node"));
if (asked !== undefined) select(asked, -1, true);
window.__picture = { picture, scene, state, select, find, filter, filterOnly };
