import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a piece of code in a fresh process and answers with the JSON that it prints. */
export async function freshProcess<T>(
  code: { readonly file: string } | { readonly text: string; readonly folder: string },
  { flags = [], args = [] }: { flags?: readonly string[]; args?: readonly string[] } = {},
): Promise<T> {
  const own =
    'file' in code
      ? ['--conditions=@bankweave/source', ...flags, code.file, ...args]
      : [...flags, '--input-type=module', '--eval', code.text];
  const { stdout } = await run(process.execPath, own, {
    env: { ...process.env, NODE_OPTIONS: '' },
    ...('folder' in code && { cwd: code.folder }),
  });
  return JSON.parse(stdout) as T;
}
