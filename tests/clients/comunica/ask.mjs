// Runs queries with Comunica: a line of JSON in, {query, sources}, and a line of JSON out.
// The argument is the folder in which Comunica is installed.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { QueryEngine } = createRequire(`${process.argv[2]}/package.json`)("@comunica/query-sparql");
const engine = new QueryEngine();

const plain = (term) => ({
  type: term.termType,
  value: term.value,
  language: term.language || undefined,
  datatype: term.datatype?.value,
});

async function answer({ query, sources }) {
  const found = await engine.query(query, { sources, httpRetryCount: 0 });
  switch (found.resultType) {
    case "boolean":
      return await found.execute();
    case "quads":
      return await (await found.execute())
        .map((quad) => [quad.subject, quad.predicate, quad.object].map(plain))
        .toArray();
    default:
      return await (await found.execute())
        .map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, plain(term)])))
        .toArray();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = { found: await answer(JSON.parse(line)) };
  } catch (error) {
    said = { error: String(error) };
  }
  // What a query leaves in the engine's caches is about a store that may have changed since.
  await engine.invalidateHttpCache();
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
