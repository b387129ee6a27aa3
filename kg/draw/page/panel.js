// The details of a thing or a link, built from text nodes only: nothing that a label says is ever markup.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
const MARK_PATHS = ["", "M1.7 1.7h10.6v10.6H1.7z", "M7 .6 13.4 12H.6z", "M7 0 14 7 7 14 0 7z"];

function markOf(entry, colour, paper) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const round = entry.mark === 0 || entry.mark >= 4;
  const shape = document.createElementNS(SVG, round ? "circle" : "path");
  if (round) {
    shape.setAttribute("cx", 7);
    shape.setAttribute("cy", 7);
    shape.setAttribute("r", entry.mark === 0 ? 5.6 : 4.6);
  } else shape.setAttribute("d", MARK_PATHS[entry.mark]);
  shape.setAttribute("fill", entry.mark === 5 ? paper : colour);
  if (entry.mark === 5) { shape.setAttribute("stroke", colour); shape.setAttribute("stroke-width", 1.8); }
  svg.append(shape);
  return svg;
}

const FACTS_MOST = 60, MEMBERS_MOST = 90;

class Panel {
  constructor(picture, root, state, go) {
    Object.assign(this, { picture, root, state, go });
  }

  text(key, values = {}) {
    return this.picture.texts[key][this.state.language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  counted(what, count) { return this.text((count === 1 ? "one_" : "count_") + what, { count }); }

  string(index) { return this.picture.strings[index][this.state.language]; }

  close() { this.root.hidden = true; this.root.replaceChildren(); }

  open(...children) {
    const close = element("button", { type: "button", class: "close", "aria-label": this.text("close"), onclick: () => this.go(-1) }, "×");
    this.root.replaceChildren(close, ...children.flat().filter(Boolean));
    this.root.hidden = false;
    this.root.scrollTop = 0;
  }

  thing(index) {
    const thing = this.picture.things[index], entry = this.picture.entries[thing.entry];
    const kind = element("p", { class: "kind" }, this._mark(entry), this._kindOf(thing, entry));
    const other = thing.label[1 - this.state.language];
    const also = [other !== thing.label[this.state.language] ? other : "", ...thing.also].filter(Boolean).join(" · ");
    this.open(
      kind, element("h2", {}, thing.label[this.state.language]), also && element("p", { class: "also" }, also),
      this._plain(thing), this._members(index), this._links(index), this._facts(thing.facts, index, thing.total),
    );
  }

  link(id) {
    const edge = this.picture.edges[id], link = this.picture.links[id];
    const ends = element("div", { class: "chips" }, this._chip(edge.from), this._chip(edge.to));
    this.open(
      element("p", { class: "kind" }, this.text("linked")), element("h2", {}, this.string(link.label)),
      element("h3"), ends, this._facts(link.facts),
    );
  }

  _mark(entry) { return markOf(entry, this.state.colour(entry), this.state.paper.panel); }

  _kindOf(thing, entry) {
    const kind = this.string(thing.kind), name = this.state.language ? entry.en : entry.zh;
    return kind === name ? kind : kind + " · " + name;
  }

  _plain(thing) {
    const rows = thing.plain.flatMap(([label, value]) => [element("dt", {}, this.string(label)), element("dd", {}, this.string(value))]);
    return element("dl", { class: "plain" }, ...rows, element("dt", {}, "CURIE"), element("dd", {}, element("code", {}, thing.key)));
  }

  _chip(index) {
    const thing = this.picture.things[index];
    return element(
      "button", { type: "button", onclick: () => this.go(index) },
      this._mark(this.picture.entries[thing.entry]), thing.label[this.state.language],
    );
  }

  _heading(key, count) { return element("h3", {}, this.text(key), element("i", {}, String(count))); }

  _members(index) {
    const members = this.state.membersOf(index);
    if (!members.length) return null;
    const chips = members.slice(0, MEMBERS_MOST).map((member) => this._chip(member));
    return [this._heading("members", members.length), element("div", { class: "chips" }, ...chips), this._more(members.length - MEMBERS_MOST)];
  }

  _more(count) { return count > 0 ? element("p", { class: "soft" }, this.text("more", { count })) : null; }

  _links(index) {
    const rows = [];
    this.picture.edges.forEach((edge, id) => {
      if (edge.from !== index && edge.to !== index) return;
      const other = edge.from === index ? edge.to : edge.from;
      const arrow = edge.from === index ? "→ " : "← ";
      const name = element("button", { type: "button", class: "go", onclick: () => this.go(other) }, this.picture.things[other].label[this.state.language]);
      const what = element("button", { type: "button", class: "what", onclick: () => this.go(-1, id) }, arrow + this.string(this.picture.links[id].label));
      rows.push(element("div", { class: "tie" }, name, what));
    });
    if (!rows.length) return null;
    return [this._heading("linked", rows.length), ...rows.slice(0, FACTS_MOST), this._more(rows.length - FACTS_MOST)];
  }

  // Facts by kind, in the order they come.
  _facts(indices, own = -1, total = indices.length) {
    if (!indices.length) return [this._heading("facts", 0), element("p", { class: "soft" }, this.text("no_facts"))];
    const kinds = new Map();
    for (const index of indices.slice(0, FACTS_MOST)) {
      const fact = this.picture.facts[index];
      if (!kinds.has(fact.kind)) kinds.set(fact.kind, []);
      kinds.get(fact.kind).push(this._fact(fact, own));
    }
    const parts = [...kinds].flatMap(([kind, cards]) => [element("h4", {}, this.string(kind)), ...cards]);
    return [this._heading("facts", total), ...parts, this._more(total - Math.min(indices.length, FACTS_MOST))];
  }

  _fact(fact, own) {
    const sentence = this.string(fact.sentence);
    return element(
      "article", { class: "card" },
      sentence ? element("p", { class: "sentence" }, sentence) : null,
      this._roles(fact.roles.filter(([, , node]) => (sentence ? node >= 0 && node !== own : node !== own || own < 0)), sentence),
      this._evidence(fact.evidence),
    );
  }

  // A fact that is told in a sentence needs no more than ways to go on from it.
  _roles(roles, sentence) {
    if (!roles.length) return null;
    if (sentence) return element("div", { class: "chips" }, ...roles.map(([, , node]) => this._chip(node)));
    const rows = roles.flatMap(([label, value, node]) => {
      const said = this.string(value);
      const shown = node >= 0 ? element("button", { type: "button", class: "go", onclick: () => this.go(node) }, said) : said;
      return [element("dt", {}, this.string(label)), element("dd", {}, shown)];
    });
    return element("dl", {}, ...rows);
  }

  _evidence(passages) {
    if (!passages.length) return null;
    const places = new Map();
    for (const [document, start, end] of passages) {
      if (!places.has(document)) places.set(document, []);
      places.get(document).push(this.text("characters", { start, end }));
    }
    const rows = [...places].map(([document, said]) => {
      const { label, url } = this.picture.documents[document];
      const name = label[this.state.language];
      const from = url ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name) : name;
      return element("li", {}, element("span", { class: "from" }, from), element("span", { class: "at" }, said.join(this.state.language ? ", " : "、")));
    });
    return element("ul", { class: "evidence", "aria-label": this.text("evidence") }, ...rows);
  }
}
