// What the editor shows of an answer: a table, a picture of triples, yes or no, what went wrong, the raw text.

import { shortened } from "./editor-completing.js";
import { Naming } from "./editor-naming.js";

const MOST_ROWS = 1000;
const NUMBER = /#(?:integer|decimal|double|float|int|long)$/;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Give where a link to an IRI leads: one of ours to its page here, one of the web to itself. */
function address(iri, site) {
  if (iri.startsWith(`${site.base}/id/`) || iri.startsWith(`${site.base}/ontology/`)) {
    return site.url(iri.slice(site.base.length));
  }
  return /^https?:\/\//i.test(iri) ? iri : null;
}

function text(term, site) {
  if (!term) return "";
  return term.type === "uri" ? (site.naming.of(term.value) ?? shortened(term.value, site.prefixes)) : term.value;
}

/** Give all the texts by which a cell is found: of a thing its name and its CURIE. */
function texts(term, site) {
  const curie = term?.type === "uri" ? shortened(term.value, site.prefixes) : "";
  return `${text(term, site)} ${curie}`.toLowerCase();
}

function cell(term, site) {
  const made = element("td");
  if (!term) return made;
  const link = term.type === "uri" ? address(term.value, site) : null;
  if (link) {
    const title = site.naming.of(term.value) ? shortened(term.value, site.prefixes) : term.value;
    const leads = element("a", { href: link, title }, element("bdi", {}, text(term, site)));
    if (!link.startsWith("/")) leads.rel = "external noopener noreferrer";
    made.append(leads);
  } else {
    made.append(element("bdi", {}, text(term, site)));
  }
  if (term["xml:lang"]) {
    made.lang = term["xml:lang"];
    made.append(element("span", { className: "tag" }, `@${term["xml:lang"]}`));
  } else if (NUMBER.test(term.datatype ?? "")) {
    made.className = "number";
  }
  return made;
}

function compare(one, other, site) {
  if (!one || !other) return Number(!one) - Number(!other);
  if (NUMBER.test(one.datatype ?? "") && NUMBER.test(other.datatype ?? "")) return one.value - other.value;
  return text(one, site).localeCompare(text(other, site), undefined, { numeric: true });
}

class Shown {
  constructor(yasr) {
    this.yasr = yasr;
  }
}

function rows(site) {
  return class Rows extends Shown {
    label = site.texts.rows;
    priority = 10;

    canHandleResults() {
      return (this.yasr.results?.getVariables() ?? []).length > 0;
    }

    draw() {
      this.columns = this.yasr.results.getVariables();
      this.all = this.yasr.results.getBindings() ?? [];
      this.sorted = null;
      this.body = element("tbody");
      this.told = element("p", { className: "count", role: "status" });
      this.filter = element("input", { type: "search", placeholder: site.texts.filter_rows });
      this.filter.setAttribute("aria-label", site.texts.filter_rows);
      this.filter.addEventListener("input", () => this.fill());
      const wide = element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: site.texts.rows }, this.table());
      const above = element("div", { className: "above-rows" }, this.filter, this.told);
      this.yasr.resultsEl.replaceChildren(...(this.all.length ? [above, wide] : [this.told]));
      this.fill();
    }

    table() {
      const heads = this.columns.map((name) => {
        const button = element("button", { type: "button" }, name);
        button.addEventListener("click", () => this.sort(name));
        const head = element("th", { scope: "col" }, button);
        head.dataset.name = name;
        return head;
      });
      this.heads = heads;
      return element("table", { className: "answer" }, element("thead", {}, element("tr", {}, ...heads)), this.body);
    }

    sort(name) {
      const turned = this.sorted?.name === name && this.sorted.way === 1 ? -1 : 1;
      this.sorted = { name, way: turned };
      for (const head of this.heads) {
        if (head.dataset.name === name) head.ariaSort = turned === 1 ? "ascending" : "descending";
        else head.removeAttribute("aria-sort");
      }
      this.fill();
    }

    fill() {
      const wanted = this.filter.value.trim().toLowerCase();
      const has = (row) => this.columns.some((name) => texts(row[name], site).includes(wanted));
      let met = wanted ? this.all.filter(has) : this.all;
      if (this.sorted) {
        const { name, way } = this.sorted;
        met = met.toSorted((one, other) => way * compare(one[name], other[name], site));
      }
      const shown = met.slice(0, MOST_ROWS);
      this.body.replaceChildren(
        ...shown.map((row) => element("tr", {}, ...this.columns.map((name) => cell(row[name], site)))),
      );
      this.told.textContent = this.sentence(met.length, shown.length, wanted);
      this.name(shown);
    }

    async name(shown) {
      const terms = shown.flatMap((row) => this.columns.map((name) => row[name]));
      const things = terms.filter((term) => term?.type === "uri").map((term) => term.value);
      const { body } = this;
      // Another answer may have come meanwhile.
      if ((await site.naming.learn(things)) && this.body === body) this.fill();
    }

    sentence(met, shown, wanted) {
      if (!this.all.length) return site.texts.nothing;
      const said = [];
      if (wanted) said.push(site.say("matching", met.toLocaleString("en"), this.all.length.toLocaleString("en")));
      if (shown < met) said.push(site.say("shown", shown.toLocaleString("en")));
      return said.join(" · ");
    }

    download(name) {
      const getData = () => this.yasr.results?.asCsv();
      return { getData, contentType: "text/csv", title: `${site.texts.download} CSV`, filename: `${name || "rows"}.csv` };
    }
  };
}

function picture(site) {
  return class Picture extends Shown {
    label = site.texts.picture;
    priority = 20;

    canHandleResults() {
      const { results } = this.yasr;
      return results?.getType() === "ttl" && results.getBindings().length > 0;
    }

    draw() {
      const query = site.tabOf(this.yasr)?.asked ?? "";
      const src = site.url("/picture", { query, framed: 1 });
      const frame = element("iframe", { className: "picture", title: site.texts.picture, src });
      this.yasr.resultsEl.replaceChildren(frame);
    }
  };
}

function truth(site) {
  return class Truth extends Shown {
    label = site.texts.rows;
    priority = 30;
    hideFromSelection = true;

    canHandleResults() {
      return typeof this.yasr.results?.getBoolean() === "boolean";
    }

    draw() {
      const word = this.yasr.results.getBoolean() ? site.texts.yes : site.texts.no;
      this.yasr.resultsEl.replaceChildren(element("p", { className: "truth" }, word));
    }
  };
}

function failure(site) {
  return class Failure extends Shown {
    label = site.texts.failed;
    priority = 40;
    hideFromSelection = true;

    canHandleResults() {
      return Boolean(this.yasr.results?.getError());
    }

    draw() {
      const { results } = this.yasr;
      // What fetch itself throws is a TypeError: nothing was answered at all.
      const said = results.error instanceof TypeError ? site.texts.unreachable : (results.getError().text ?? "");
      const lines = said.trim().split("\n").map((line) => element("p", {}, line.trim()));
      const head = element("p", {}, element("strong", {}, site.texts.failed));
      this.yasr.resultsEl.replaceChildren(element("div", { className: "problem", role: "alert" }, head, ...lines));
    }
  };
}

/** Give the plugins of the results by name; `Raw` is YASGUI's own, which we only name anew. */
export function plugins(site, Raw) {
  site.naming = new Naming(site);
  class Response extends Raw {
    constructor(yasr) {
      super(yasr);
      this.label = site.texts.response;
      this.helpReference = undefined;
    }
  }
  return { picture: picture(site), rows: rows(site), response: Response, boolean: truth(site), error: failure(site) };
}
