// Answers: how does the simulator become one file that plain node runs? esbuild bundles it with the product's own
// sources; a planted fault is a replacement of text on the way, so that the sources know nothing of it.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from './ensure.mjs';

const CACHE = join(ROOT, 'node_modules', '.cache', 'sim');
const KEPT_MS = 7 * 24 * 3600 * 1000;

// CommonJS packages inside an ES module ask for Node's own modules in their way.
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles test/sim/command/`entry`.ts. The name of the result carries its contents, so that a long run keeps
 * what it began with while the sources change.
 * @param {string} entry
 * @param {import('../test/sim/mutants/mutant.ts').Mutant | null} mutant
 * @returns {Promise<string>} the file's path
 */
export async function bundle(entry, mutant = null) {
  mkdirSync(CACHE, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      [mutant === null ? entry : `${entry}-${mutant.name}`]: join('test', 'sim', 'command', `${entry}.ts`),
    },
    entryNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    outdir: CACHE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    banner: { js: REQUIRE },
    plugins: [...(mutant === null ? [] : [planting(mutant)]), refusingNative],
  });
  const [name = ''] = Object.keys(metafile.outputs).filter((each) => each.endsWith('.mjs'));
  return join(ROOT, name);
}

/** Bundles and imports test/sim/command/`entry`.ts. */
export async function load(entry) {
  return import(pathToFileURL(await bundle(entry)).href);
}

/** Removes what earlier runs have left. */
export function clearOldBundles() {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (/-[A-Z0-9]{8}\.mjs(\.map)?$/.test(name) && Date.now() - mtimeMs > KEPT_MS)
      rmSync(path, { force: true });
  }
}

/** A database has no place under virtual time. */
const refusingNative = {
  name: 'refusing-native',
  setup({ onResolve }) {
    onResolve({ filter: /^(libsql|knex|mysql2)(\/|$)/ }, ({ path, importer }) => ({
      errors: [{ text: `${path} must not be reached from the simulator (imported by ${importer})` }],
    }));
  },
};

/** All replacements of the fault must find their place, or what runs would be something else than it says. */
function planting({ name, file, find, replace, also = [] }) {
  const byPath = new Map();
  for (const one of [{ file, find, replace }, ...also]) {
    const path = join(ROOT, ...one.file.split('/'));
    byPath.set(path, [...(byPath.get(path) ?? []), one]);
  }
  return {
    name: 'planting',
    setup({ onLoad, onEnd }) {
      const left = new Set(byPath.keys());
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const replacements = byPath.get(path);
        if (replacements === undefined) return undefined;
        let contents = readFileSync(path, 'utf8');
        for (const one of replacements) {
          const parts = contents.split(one.find);
          if (parts.length !== 2)
            return {
              errors: [{ text: `${name}: "${one.find}" occurs ${parts.length - 1} times in ${one.file}` }],
            };
          contents = parts.join(one.replace);
        }
        left.delete(path);
        return { contents, loader: 'ts' };
      });
      onEnd(() => ({
        errors: [...left].map((path) => ({ text: `${name}: ${path} is no part of the simulator` })),
      }));
    },
  };
}
