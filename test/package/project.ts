import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { root } from '../support/source-files.ts';

const run = promisify(execFile);
const BANKWEAVE_KEY = randomBytes(32).toString('base64');

const stoppedClock = `
const at = Date.parse('2026-11-20T12:00:00Z');
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length > 0 ? given : [at])); }
  static now() { return at; }
};
`;

/** A project of its own beside this package, the way a reader has one. It is always noon in UTC on 20 November 2026. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'bankweave-readme-')));

  constructor() {
    this.write('package.json', '{ "private": true, "type": "module" }');
    this.write('stopped-clock.mjs', stoppedClock);
    mkdirSync(join(this.folder, 'node_modules/@faker-js'), { recursive: true });
    symlinkSync(root, join(this.folder, 'node_modules/bankweave'), 'dir');
    for (const name of ['zod', '@types', '@faker-js/faker'])
      symlinkSync(join(root, 'node_modules', name), join(this.folder, 'node_modules', name), 'dir');
  }

  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** What a strict compiler has to say. */
  complaints(files: readonly string[]): string[] {
    const { compilerOptions } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) =>
      ts.sys.readFile(path),
    ).config as { compilerOptions: object };
    const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, this.folder);
    const paths = [...new Set(files)].map((file) => join(this.folder, file));
    const program = ts.createProgram(paths, { ...options, noUnusedLocals: false });
    return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      const text = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${file?.fileName.slice(this.folder.length + 1)}:${line} ${text}`;
    });
  }

  run(file: string, env: Record<string, string> = {}): Promise<{ stdout: string; stderr: string }> {
    const path = join(this.folder, file);
    const clock = join(this.folder, 'stopped-clock.mjs');
    return run(process.execPath, ['--import', clock, '--conditions=@bankweave/source', path], {
      cwd: dirname(path),
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        TZ: 'UTC',
        BANKWEAVE_KEY,
        BANKWEAVE_KEY_2026: BANKWEAVE_KEY,
        ...env,
      },
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
