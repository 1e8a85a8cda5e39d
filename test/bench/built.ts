import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As much of esbuild as is needed here. */
interface Esbuild {
  build(options: object): Promise<{
    readonly outputFiles?: readonly { readonly path: string; readonly contents: Uint8Array }[];
    readonly metafile?: {
      readonly outputs: Readonly<
        Record<
          string,
          {
            readonly entryPoint?: string;
            readonly imports: readonly { path: string; kind: string; external?: boolean }[];
          }
        >
      >;
    };
  }>;
}

// The bundler that the build itself runs on.
const require = createRequire(import.meta.url);
const esbuild = createRequire(require.resolve('tsup'))('esbuild') as Esbuild;

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** Builds the package as it is published, into a folder of its own, and answers with that folder. */
export async function builtPackage(folder: string): Promise<string> {
  const home = join(folder, 'package');
  mkdirSync(home);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const sources = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : (entry['@bankweave/source'] ?? []),
  );
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: sources,
    outbase: root,
    outdir: join(home, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
  });
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  return home;
}

/** Bundles `code` with the library in it; answers with the bytes that are loaded at once, and those loaded when needed. */
export async function bundled(
  code: string,
  external: readonly string[],
): Promise<{ readonly first: Uint8Array[]; readonly later: Uint8Array[] }> {
  const { outputFiles = [], metafile } = await esbuild.build({
    absWorkingDir: root,
    stdin: { contents: code, resolveDir: root, loader: 'ts', sourcefile: 'entry.ts' },
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: ['@bankweave/source'],
    external,
    metafile: true,
    write: false,
  });
  const outputs = metafile?.outputs ?? {};
  const atOnce = new Set(Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === 'entry.ts'));
  // What is loaded at once, and what that loads at once in its turn.
  for (const path of atOnce)
    for (const found of outputs[path]?.imports ?? [])
      if (found.kind === 'import-statement' && !found.external) atOnce.add(found.path);
  const isFirst = (path: string): boolean => [...atOnce].some((name) => path.endsWith(name));
  return {
    first: outputFiles.filter(({ path }) => isFirst(path)).map(({ contents }) => contents),
    later: outputFiles.filter(({ path }) => !isFirst(path)).map(({ contents }) => contents),
  };
}
