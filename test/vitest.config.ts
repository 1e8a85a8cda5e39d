import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import SummaryReporter from './support/summary-reporter.ts';

// `bankweave/...` means the sources here: no build is needed to test.
const source = '@bankweave/source';
const entry = (name: string): string =>
  fileURLToPath(new URL('../src/', import.meta.url)) + `${name}/index.ts`;
const conditions = [source, 'module', 'node', 'development|production'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    conditions,
    // The examples are packages of their own, so they do not find this one by its name.
    alias: [
      { find: /^bankweave$/, replacement: `${entry('')}` },
      { find: /^bankweave\/(adapter-kit|store|testing)$/, replacement: entry('$1') },
    ],
  },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/require-node.ts', 'test/support/canary-folder.ts'],
    setupFiles: ['test/support/canary-watch.ts'],
    reporters: ['default', new SummaryReporter()],
    pool: 'forks',
    // By default one core would be left idle, which is half of a small machine.
    maxWorkers: '100%',
    // For machines that do something else beside.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    execArgv: [`--conditions=${source}`],
    restoreMocks: true,
    unstubEnvs: true,
    coverage: { provider: 'v8', include: ['src/**', 'adapters/**'] },
  },
});
