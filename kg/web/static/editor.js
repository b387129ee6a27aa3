// The editor: YASGUI over our own endpoint, told not to ask anybody else, with our prefixes and pictures.

import { completers, declared, missing } from "./editor-completing.js";
import { plugins } from "./editor-results.js";

const LONGEST_ADDRESS = 8000;
const STORED = "suanli";

/** What the server says of this page: texts, prefixes, the language, and what every link keeps. */
function read(root) {
  const parsed = (name) => JSON.parse(root.dataset[name]);
  return {
    language: root.dataset.language,
    base: root.dataset.base,
    first: root.dataset.first,
    kept: parsed("kept"),
    texts: parsed("texts"),
    defaultNames: parsed("names"),
    prefixes: parsed("prefixes"),
    endpoint: `${location.origin}/sparql`,
    url(path, given = {}) {
      const all = new URLSearchParams([...Object.entries(given), ...this.kept]);
      return all.size ? `${path}?${all}` : path;
    },
    say(word, ...values) {
      return this.texts[word].replace(/\{(\d)\}/g, (_, at) => values[at]);
    },
  };
}

/** Take from YASGUI what would ask other hosts, and what it says in English only. */
function prepare(Yasgui, site) {
  const { Yasr, Yasqe } = Yasgui;
  for (const name of Object.keys(Yasqe.Autocompleters)) delete Yasqe.Autocompleters[name];
  Yasqe.defaults.autocompleters = [];
  for (const one of completers(Yasqe, site)) Yasqe.registerAutocompleter(one, true);
  for (const name of Object.keys(Yasr.plugins)) delete Yasr.plugins[name];
  for (const name of Object.keys(Yasr.defaults.plugins)) delete Yasr.defaults.plugins[name];
  for (const [name, plugin] of Object.entries(plugins(site, RAW))) Yasr.registerPlugin(name, plugin, true);
  Yasr.defaults.pluginOrder = ["rows", "picture", "response"];
  // Of those that can show an answer the first is taken: a picture of triples, a table of rows.
  Yasr.defaults.defaultPlugin = "picture";
  const { setResponse } = Yasr.prototype;
  Yasr.prototype.setResponse = function (answer, duration) {
    // YASQE hands on the text and not its type, and YASR would try to read triples as XML.
    const isTriples = typeof answer === "string";
    const data = { data: answer, contentType: "application/n-triples", status: 200, executionTime: duration };
    return setResponse.call(this, isTriples ? data : answer, duration);
  };
  Yasr.prototype.updateResponseInfo = function () {
    const rows = this.results?.getBindings();
    const seconds = ((this.results?.getResponseTime() ?? 0) / 1000).toFixed(2);
    const isTriples = rows && this.results.getType() === "ttl";
    const word = isTriples ? "found_triples" : rows?.length === 1 ? "found_one" : "found";
    this.dataElement.classList.toggle("empty", !rows);
    this.dataElement.innerText = rows ? site.say(word, rows.length.toLocaleString("en"), seconds) : "";
  };
}

let RAW;

function options(site) {
  return {
    persistenceId: STORED,
    populateFromUrl: false,
    autoAddOnInit: false,
    // Who came by keyboard is not put into a field that takes the Tab key.
    autofocus: false,
    copyEndpointOnNewTab: false,
    tabName: site.texts.new_tab,
    requestConfig: {
      endpoint: site.endpoint,
      method: "POST",
      acceptHeaderGraph: "application/n-triples",
      acceptHeaderSelect: "application/sparql-results+json",
      headers: { "Accept-Language": site.language },
    },
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    yasqe: { value: site.first, createShareableLink: undefined, prefixCcApi: "", editorHeight: "22rem" },
    // An answer is of the snapshot that gave it, so none is kept.
    yasr: { prefixes: site.prefixes, maxPersistentResponseSize: 0 },
  };
}

/** Call tabs that nobody gave a name as the page's language does, whatever it was when they were opened. */
function renameTabs(yasgui, site) {
  for (const tab of Object.values(yasgui._tabs)) {
    const given = site.defaultNames.find((name) => tab.getName().replace(/ \d+$/, "") === name);
    if (given) tab.setName(site.texts.new_tab + tab.getName().slice(given.length));
  }
}

/** Show a query in a tab: the one that has it already, or a new one. */
function show(yasgui, site, text, name = site.texts.new_tab) {
  const value = declared(text, site.prefixes).trim();
  const same = Object.values(yasgui._tabs).find((tab) => tab.persistentJson.yasqe.value.trim() === value);
  if (same) yasgui.selectTabId(same.getId());
  else yasgui.addTab(true, { name, yasqe: { value } });
}

/** Declare known prefixes as they are used: the service knows them, and other services do not. */
function declareAsTyped(tab, site) {
  const yasqe = tab.getYasqe();
  if (!yasqe || yasqe.isOurs) return;
  yasqe.isOurs = true;
  const field = yasqe.getInputField();
  field.ariaLabel = site.texts.new_tab;
  field.setAttribute("aria-describedby", "keys");
  let waiting;
  yasqe.on("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const wanted = missing(yasqe.getValue(), site.prefixes);
      if (Object.keys(wanted).length) yasqe.addPrefixes(wanted);
    }, 400);
  });
  const run = tab.rootEl.querySelector(".yasqe_queryButton");
  run.title = run.ariaLabel = `${site.texts.run} (Ctrl+Enter)`;
  // A sign alone does not say what it does.
  const word = document.createElement("span");
  word.className = "run-word";
  word.textContent = site.texts.run;
  run.append(word);
}

/** Mark which view of an answer is drawn, which is not always the one that was chosen last. */
function markDrawn(tab) {
  const { yasr } = tab;
  if (!yasr || yasr.isMarked) return;
  yasr.isMarked = true;
  yasr.on("drawn", () => {
    for (const button of yasr.headerEl.querySelectorAll(".yasr_btnGroup .yasr_btn")) {
      const isDrawn = button.classList.contains(`select_${yasr.drawnPlugin}`);
      button.classList.toggle("drawn", isDrawn);
      button.ariaPressed = String(isDrawn);
      button.disabled = button.classList.contains("disabled");
    }
  });
}

/** Keep the address in step with what was asked: it can be shared, and reading it again asks again. */
function keepAddress(site, query) {
  const address = site.url("/sparql", { query });
  if (address.length > LONGEST_ADDRESS) return;
  history.replaceState(null, "", address);
  const other = document.querySelector("a.language");
  const lang = new URL(other.href).searchParams.get("lang");
  other.href = `/sparql?${new URLSearchParams({ query, lang })}`;
}

/** Let a click on a named query load it here; without script the link does the same. */
function loadNamed(yasgui, site) {
  document.querySelector(".named").addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-name]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(yasgui, site, page.getElementById("query").value, link.textContent);
      for (const each of document.querySelectorAll(".named [aria-current]")) each.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      document.getElementById("yasgui").scrollIntoView({ block: "nearest" });
    } catch {
      location.href = link.href;
    }
  });
}

function start(root, Yasgui) {
  const site = read(root);
  const given = document.getElementById("query");
  RAW = Yasgui.Yasr.plugins.response;
  prepare(Yasgui, site);
  root.hidden = document.getElementById("keys").hidden = false;
  const yasgui = new Yasgui(root, options(site));
  renameTabs(yasgui, site);
  site.tabOf = (yasr) => Object.values(yasgui._tabs).find((tab) => tab.yasr === yasr);
  const ready = (tab) => {
    tab.setEndpoint(site.endpoint);
    declareAsTyped(tab, site);
    markDrawn(tab);
  };
  yasgui.on("tabSelect", (_, id) => setTimeout(() => ready(yasgui.getTab(id))));
  if ("given" in given.dataset) show(yasgui, site, given.value, given.dataset.given || undefined);
  else if (!yasgui.getTab()) yasgui.addTab(true);
  ready(yasgui.getTab());
  // What the server answered is of the query in the address.
  yasgui.on("tabSelect", () => document.getElementById("answer")?.remove());
  yasgui.on("query", (_, tab) => {
    document.getElementById("answer")?.remove();
    tab.asked = tab.getQuery();
    keepAddress(site, tab.asked);
  });
  loadNamed(yasgui, site);
  document.getElementById("plain").hidden = true;
  yasgui.getTab().getYasqe().refresh();
  window.__editor = yasgui;
  window.__ready = performance.now();
}

const root = document.getElementById("yasgui");
try {
  if (root && window.Yasgui) start(root, window.Yasgui);
} catch (error) {
  // Another YASGUI than the one that this is written for: the text area stays, and works.
  root.hidden = document.getElementById("keys").hidden = true;
  console.warn(error);
}
