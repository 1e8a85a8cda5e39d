import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/source-files.ts';
import { scenes } from './adapter-scenes.ts';
import { type Block, blocksOf } from './blocks.ts';
import { namesIn } from './names.ts';
import { Project } from './project.ts';

// The READMEs of the adapters tell one story each: a block goes on from those above it. So the `ts` blocks of a page, and
// both sides of a `diff`, are run in their order in one process, with the provider's hosts answered by its wire and with
// what the page takes for granted: see adapter-scenes.ts. Scripts in `html` have to parse; a browser and the provider's
// own script would be needed to run them. `sh` and links: pages.test.ts.

const slow = 120_000;
const providers = Object.keys(scenes) as (keyof typeof scenes)[];
const scenesAt = join(root, 'test/package/adapter-scenes.ts');
const keys = {
  PLAID_CLIENT_ID: 'sandbox-client',
  PLAID_SECRET: 'sandbox-secret',
  TRUELAYER_CLIENT_ID: 'sandbox-client',
  TRUELAYER_CLIENT_SECRET: 'sandbox-secret',
  MX_CLIENT_ID: 'sandbox-client',
  MX_API_KEY: 'sandbox-key',
};

/** A block as a module, with imports of what it has from the blocks above it and from the scene. */
interface Piece {
  readonly file: string;
  readonly text: string;
}

const piecesOf = Object.fromEntries(
  providers.map((provider) => [provider, pieces(provider)]),
) as unknown as Record<keyof typeof scenes, readonly Piece[]>;
let project: Project;

beforeAll(() => {
  project = new Project();
  for (const { file, text } of Object.values(piecesOf).flat()) project.write(file, text);
});
afterAll(() => project?.remove(), slow);

test(
  'every TypeScript block passes a strict compiler',
  () =>
    expect(project.complaints(Object.values(piecesOf).flatMap((all) => all.map(({ file }) => file)))).toEqual(
      [],
    ),
  slow,
);

describe.each(providers)('%s', (provider) => {
  test(
    'the blocks run one after the other',
    async () => {
      expect(piecesOf[provider].length).toBeGreaterThan(1);
      const steps = piecesOf[provider].map(
        ({ file }) =>
          `await import('../${file}').catch((error) => log('${file}', error.code, error.message, error.stack));`,
      );
      project.write(
        `${provider}/main.ts`,
        `const log = console.log;\nconsole.log = () => {};\n${steps.join('\n')}\nlog('${steps.length} blocks');\nprocess.exit();\nexport {};\n`,
      );
      expect(await project.run(`${provider}/main.ts`, keys)).toEqual({
        stdout: `${steps.length} blocks\n`,
        stderr: '',
      });
    },
    slow,
  );

  test('the scripts of pages parse', () => {
    const wrong = blocksOf(pageOf(provider))
      .filter(({ language }) => language === 'html')
      .flatMap(({ page, line, code }) =>
        [...code.matchAll(/<script>(.*?)<\/script>/gs)].flatMap(([, script = '']) =>
          (
            ts.transpileModule(script, { reportDiagnostics: true, fileName: 'page.js' }).diagnostics ?? []
          ).map(({ messageText }) => `${page}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
        ),
      );
    expect(wrong).toEqual([]);
  });

  test('no block is of a kind that nobody tries', () => {
    const tried = ['ts', 'diff', 'html', 'sh'];
    expect(blocksOf(pageOf(provider)).filter(({ language }) => !tried.includes(language))).toEqual([]);
  });
});

test('every README of an adapter has its scene', () => {
  for (const provider of providers) expect(existsSync(join(root, pageOf(provider))), provider).toBe(true);
});

function pageOf(provider: string): string {
  return `adapters/${provider}/README.md`;
}

function pieces(provider: keyof typeof scenes): Piece[] {
  const scene: Readonly<Record<string, (link: never) => unknown>> = scenes[provider];
  const from = new Map<string, string>();
  return blocksOf(pageOf(provider)).flatMap((block) =>
    sidesOf(block).map((code, side) => {
      const file = block.file.replace('.ts', `-${side}.ts`);
      const { declared, used } = namesIn(code);
      const free = [...used].filter((name) => !declared.includes(name));
      const given = free.filter((name) => !from.has(name) && name in scene);
      const ofLink = given.filter((name) => scene[name]?.length === 1);
      const above = new Set(
        [...free, ...(ofLink.length > 0 ? ['link'] : [])].filter((name) => from.has(name)),
      );
      const text = [
        `import { scenes } from '${scenesAt}';`,
        ...[...above].map((name) => `import { ${name} } from '../${from.get(name)}';`),
        ...given.map(
          (name) =>
            `const ${name} = await scenes.${provider}.${name}(${ofLink.includes(name) ? 'link' : ''});`,
        ),
        code,
        `export { ${declared.join(', ')} };`,
      ];
      for (const name of declared) from.set(name, file);
      return { file, text: `${text.join('\n')}\n` };
    }),
  );
}

/** The code to run: of a `diff` what was there, and what is there now. */
function sidesOf({ language, code }: Block): string[] {
  if (language === 'ts') return [code];
  if (language !== 'diff') return [];
  const without = (sign: string): string =>
    code
      .split('\n')
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  return [without('+'), without('-')];
}
