// What the editor proposes while one types: variables, our prefixes, and the terms of the ontology.

const TERMS = `
PREFIX graph: <https://w3id.org/suanli/id/graph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?term { GRAPH graph:ontology {
  VALUES ?kind { owl:Class rdfs:Class owl:ObjectProperty owl:DatatypeProperty rdf:Property }
  ?term a ?kind
} }`;

/** Give the CURIE of an IRI, or the IRI in angle brackets where no prefix fits. */
export function shortened(iri, prefixes) {
  let best = "";
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace) && namespace.length > (prefixes[best]?.length ?? 0)) best = prefix;
  }
  const rest = best && iri.slice(prefixes[best].length);
  return rest && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u.test(rest) ? `${best}:${rest}` : `<${iri}>`;
}

/** Give the known prefixes that a query uses and does not declare, with their namespaces. */
export function missing(query, prefixes) {
  const has = new Set();
  const wanted = {};
  // What is in a comment, an IRI or a string uses nothing; a prefix ends at its colon.
  const piece = /#[^\n]*|<[^<>\s]*>|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|PREFIX\s+([\w-]*):|([A-Za-z][\w-]*):(?=[\p{L}\p{N}_])/giu;
  for (const [, declares, uses] of query.matchAll(piece)) {
    if (declares !== undefined) has.add(declares);
    else if (uses && Object.hasOwn(prefixes, uses)) wanted[uses] = prefixes[uses];
  }
  for (const prefix of has) delete wanted[prefix];
  return wanted;
}

/** Give a query with the known prefixes that it uses declared on its first lines. */
export function declared(query, prefixes) {
  const lines = Object.entries(missing(query, prefixes)).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`);
  return lines.join("") + query;
}

async function terms(site) {
  const body = new URLSearchParams({ query: TERMS });
  const headers = { Accept: "application/sparql-results+json" };
  const answer = await fetch(site.endpoint, { method: "POST", body, headers });
  if (!answer.ok) return [];
  const found = (await answer.json()).results.bindings.map(({ term }) => shortened(term.value, site.prefixes));
  return found.filter((term) => !term.startsWith("<")).sort();
}

/** Give what YASQE registers: each proposes texts for what stands before the cursor. */
export function completers(Yasqe, site) {
  let known;
  return [
    {
      name: "variables",
      persistenceId: null,
      bulk: false,
      autoShow: true,
      isValidCompletionPosition: (yasqe) => /^[?$]/.test(yasqe.getCompleteToken().string),
      get(yasqe, token) {
        const all = new Set(yasqe.getValue().match(/[?$][\p{L}\p{N}_]+/gu));
        all.delete(token?.string);
        return [...all].filter((name) => name.slice(1).startsWith((token?.string ?? "").slice(1))).sort();
      },
    },
    {
      name: "prefixes",
      persistenceId: null,
      bulk: false,
      autoShow: true,
      isValidCompletionPosition(yasqe) {
        const { line } = yasqe.getDoc().getCursor();
        return /^\s*PREFIX\s+\S*$/i.test(yasqe.getDoc().getLine(line));
      },
      get(yasqe, token) {
        const begun = (token?.string ?? "").trim();
        const all = Object.entries(site.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
        return all.filter((text) => text.startsWith(begun)).sort();
      },
    },
    {
      name: "terms",
      persistenceId: null,
      bulk: false,
      autoShow: true,
      isValidCompletionPosition: (yasqe) => /^[A-Za-z]\w*:\w*$/.test(yasqe.getCompleteToken().string),
      async get(yasqe, token) {
        known ??= terms(site);
        const begun = token?.string ?? "";
        return (await known).filter((term) => term.startsWith(begun) && term !== begun);
      },
    },
  ];
}
