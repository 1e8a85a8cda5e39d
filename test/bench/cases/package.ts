import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { builtPackage, bundled } from '../built.ts';
import { type Case, round, rowOf } from '../case.ts';
import { compare } from '../rounds.ts';
import { freshProcess } from '../run-child.ts';

const ours = ['bankweave', 'bankweave/adapters/faker', 'bankweave/store'];
// Nothing of these is wanted before the first request, or ever.
const heavy = ['axios', '@faker-js/faker', 'plaid', 'truelayer-client', 'mx-platform-node'];

/** What it costs to import the library, and to carry it along. */
export const packageCost: Case = {
  names: ['P9', 'P9b'],
  async *run(setting) {
    const home = await builtPackage(setting.folder);
    const importing = (names: readonly string[]) => async () => {
      const text = `const start = performance.now();
        ${names.map((name) => `await import('${name}');`).join('\n')}
        console.log(performance.now() - start);`;
      return { cost: await freshProcess<number>({ text, folder: home }), work: '' };
    };
    const compared = await compare(setting.quick ? 1 : 11, importing(ours), importing(['zod']));
    const loaded = await freshProcess<string[]>({
      folder: home,
      text: `import { registerHooks } from 'node:module';
        const seen = [];
        registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) });
        ${ours.map((name) => `await import('${name}');`).join('\n')}
        console.log(JSON.stringify(seen));`,
    });
    const unwanted = heavy.filter((name) => loaded.some((url) => url.includes(`/node_modules/${name}/`)));
    const about = 'import of core, one adapter and the memory store / of zod alone';
    yield rowOf(
      { name: 'P9', about, goal: 1.3, details: { loadedTooEarly: unwanted.join(', ') || 'nothing' } },
      compared,
    );
    const none = unwanted.length;
    yield {
      name: 'P9v',
      about: "of axios, faker and the vendors' packages, how many are loaded by it",
      goal: 0,
      better: 'lower',
      ratio: none,
      q1: none,
      q3: none,
      rounds: 1,
    };

    const adapter = fileURLToPath(new URL('../adapter.ts', import.meta.url));
    const code = `export { createBankweave } from 'bankweave'; export { benchAdapter } from ${JSON.stringify(adapter)};`;
    const { first, later } = await bundled(code, ['zod']);
    const kilobytes = zipped(first);
    yield {
      name: 'P9b',
      about: 'core, memory store and one adapter as a bundle, zod outside, minified and gzipped, KB',
      goal: 25,
      better: 'lower',
      ratio: kilobytes,
      q1: kilobytes,
      q3: kilobytes,
      rounds: 1,
      details: { loadedWithFirstRequestKb: round(zipped(later)) },
    };
  },
};

function zipped(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + gzipSync(chunk, { level: 9 }).length, 0) / 1000;
}
