import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };

// The exports map and the command are the only list of entry points; dist mirrors the repository, so
// `src/store/index.ts` becomes `dist/src/store/index.js`. Declarations come from tsc (.config/tsconfig.build.json).
const sources = [
  ...Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [entry['@bankweave/source']],
  ),
  ...Object.values(manifest.bin).map((path) => path.replace(/^dist\//, '').replace(/\.js$/, '.ts')),
];

export default defineConfig({
  entry: Object.fromEntries(sources.map((path) => [path.replace(/^\.\/|\.ts$/g, ''), path])),
  format: 'esm',
  target: 'node22',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  clean: true,
  dts: false,
  external: [/^bankweave/],
  // Otherwise `node:sqlite` loses its prefix and no longer resolves.
  removeNodeProtocol: false,
  // The package ships its sources, so the maps point at them and need not repeat them.
  esbuildOptions(options) {
    options.sourcesContent = false;
  },
});
