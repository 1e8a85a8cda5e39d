import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/source-files.ts';
import type { Ended } from './run-example.ts';

const run = promisify(execFile);

/** An example as a stranger has it: a folder of its own, with bankweave installed from the packed tarball. */
export interface PackedExample {
  /** Runs one of its npm scripts. */
  npm(script: string): Promise<Ended>;
  remove(): void;
}

/** Copies an example to a new folder, and installs it there. */
export async function installExample(name: string): Promise<PackedExample> {
  const folder = mkdtempSync(join(tmpdir(), `bankweave-${name}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    if (!isBuilt()) await run('npm', ['run', 'build'], { cwd: root });
    cpSync(join(root, 'examples', name), folder, {
      recursive: true,
      filter: (path) => !path.endsWith('node_modules'),
    });
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
    const tarball = /"filename": "([^"]+\.tgz)"/.exec(stdout)?.[1] ?? 'missing.tgz';
    const flags = ['--ignore-scripts', '--omit=peer', '--prefer-offline', '--no-audit', '--no-fund'];
    await run('npm', ['install', ...flags, `./${tarball}`], { cwd: folder });
  } catch (error) {
    remove();
    throw error;
  }
  return { npm: (script) => ended(folder, script), remove };
}

function isBuilt(): boolean {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>;
  };
  return Object.values(exports).every((target) =>
    existsSync(join(root, typeof target === 'string' ? target : target.default)),
  );
}

/** Without what a test runner around it says to runners within. */
async function ended(folder: string, script: string): Promise<Ended> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  try {
    const options = { cwd: folder, env: { ...env, NODE_OPTIONS: '' }, maxBuffer: 50_000_000 };
    return { code: 0, ...(await run('npm', ['run', '--silent', script], options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number | null; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
