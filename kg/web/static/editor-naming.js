// What the things of an answer are called: asked of our own endpoint, once for each thing.

const MOST = 2000;
const TAGS = { zh: ["zh-hans", "zh", "zh-hant", "en"], en: ["en", "zh-hans", "zh"] };
const NO_IRI = /[\s<>"{}|^`\\]/;

const asking = (iris) => `
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?thing ?name {
  VALUES ?thing { ${iris.map((iri) => `<${iri}>`).join(" ")} }
  { ?thing skos:prefLabel|rdfs:label ?name } UNION { GRAPH ?graph { ?thing skos:prefLabel|rdfs:label ?name } }
}`;

/** The names of things in the language of the page. */
export class Naming {
  constructor(site) {
    this.site = site;
    this.names = new Map();
  }

  /** Give the name of a thing, or nothing where it has none or was not learnt. */
  of(iri) {
    return this.names.get(iri)?.name;
  }

  /** Ask for the names of things that were not asked for yet; say whether any is known now that was not. */
  async learn(iris) {
    const wanted = [...new Set(iris)].filter((iri) => !this.names.has(iri) && !NO_IRI.test(iri)).slice(0, MOST);
    if (!wanted.length) return false;
    for (const iri of wanted) this.names.set(iri, {});
    try {
      const body = new URLSearchParams({ query: asking(wanted) });
      const headers = { Accept: "application/sparql-results+json" };
      const answer = await fetch(this.site.endpoint, { method: "POST", headers, body });
      if (!answer.ok) return false;
      for (const { thing, name } of (await answer.json()).results.bindings) this.take(thing.value, name);
      return true;
    } catch {
      // Without names the CURIEs stay.
      return false;
    }
  }

  take(iri, name) {
    const known = this.names.get(iri);
    const order = TAGS[this.site.language].indexOf((name["xml:lang"] ?? "").toLowerCase());
    const place = order < 0 ? MOST : order;
    if (place < (known.place ?? Infinity)) Object.assign(known, { place, name: name.value });
  }
}
