import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../support/source-files.ts';

// Installs the packed package into an empty project and uses it the way a stranger would.

const run = promisify(execFile);
const slow = 120_000;

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, string | { default: string }>;
  peerDependencies: Record<string, string>;
};
const entries = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target !== 'string')
  .map(([name]) => name.replace(/^\./, manifest.name));
const isBuilt = Object.values(manifest.exports).every((target) =>
  existsSync(join(root, typeof target === 'string' ? target : target.default)),
);
const peers = Object.keys(manifest.peerDependencies);
const needsPeer = (entry: string): boolean => entry.includes('/adapters/');

let project = '';

beforeAll(async () => {
  if (!isBuilt) await run('npm', ['run', 'build'], { cwd: root });
  project = mkdtempSync(join(tmpdir(), 'bankweave-consumer-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: root });
  const tarball = /"filename": "([^"]+\.tgz)"/.exec(stdout)?.[1] ?? 'missing.tgz';
  const flags = ['--ignore-scripts', '--omit=peer', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, `./${tarball}`], { cwd: project });
}, slow);

afterAll(() => {
  if (project) rmSync(project, { recursive: true, force: true });
});

test('without its optional peers only adapters fail, and they name the missing package', async () => {
  const results = await load('import');
  for (const [entry, error] of Object.entries(results)) {
    if (!error) continue;
    expect(needsPeer(entry), `${entry}: ${error}`).toBe(true);
    expect(error).toMatch(/^ERR_MODULE_NOT_FOUND /);
    expect(
      peers.some((peer) => error.includes(`'${peer}'`)),
      error,
    ).toBe(true);
  }
});

test(
  'with them every entry can be imported and required',
  async () => {
    for (const peer of peers) link(peer);
    const fine = Object.fromEntries(entries.map((entry) => [entry, '']));
    expect(await load('import')).toEqual(fine);
    expect(await load('require')).toEqual(fine);
  },
  slow,
);

test(
  'the command is there, and serves until it is stopped',
  async () => {
    for (const peer of peers) link(peer);
    const bin = join(project, 'node_modules/.bin/bankweave');
    expect((await run(process.execPath, [bin, '--help'])).stdout).toContain('bankweave sandbox');
    const child = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--json']);
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const urls = JSON.parse(line) as Record<string, string>;
      const { urls: told } = (await (await fetch(urls['control'] ?? '')).json()) as { urls: unknown };
      expect(told).toEqual(urls);
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  },
  slow,
);

test.each(['nodenext', 'bundler'])(
  'a strict consumer type-checks with %s resolution',
  async (moduleResolution) => {
    for (const name of ['@types/node', ...peers]) link(name);
    const consumer = join(project, moduleResolution);
    mkdirSync(consumer);
    const names = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
    const uses = entries.map((_, index) => `Object.keys(entry${index}).join();`);
    // The expected error proves that the types are not `any`.
    const proof = '// @ts-expect-error no such export\nentry0.thereIsNoSuchExport;';
    writeFileSync(join(consumer, 'main.ts'), [...names, ...uses, proof, ''].join('\n'));
    const compilerOptions = {
      module: moduleResolution === 'bundler' ? 'preserve' : moduleResolution,
      moduleResolution,
      target: 'es2023',
      lib: ['es2024'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const errors = await run(process.execPath, [tsc, '-p', consumer], { cwd: project }).then(
      () => '',
      (error: Error & { stdout?: string }) => error.stdout ?? error.message,
    );
    expect(errors).toBe('');
  },
  slow,
);

/** Loads every entry in a fresh process; the answer maps each entry to '' or to its error. */
async function load(how: 'import' | 'require'): Promise<Record<string, string>> {
  const script = `
    import { createRequire } from 'node:module';
    const require = createRequire(process.cwd() + '/x.js');
    const results = {};
    for (const entry of ${JSON.stringify(entries)}) {
      try {
        const loaded = ${how === 'import' ? 'await import(entry)' : 'require(entry)'};
        // A module that holds nothing but types loads as an empty one.
        results[entry] = typeof loaded === 'object' ? '' : 'is no module';
      } catch (error) {
        results[entry] = error.code + ' ' + error.message;
      }
    }
    console.log(JSON.stringify(results));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, { cwd: project });
  return JSON.parse(stdout) as Record<string, string>;
}

/** Lends the consumer a package of this repository. */
function link(name: string): void {
  const target = join(project, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target)) symlinkSync(join(root, 'node_modules', name), target, 'dir');
}
