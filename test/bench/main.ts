import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Setting } from './case.ts';
import { cases } from './cases/all.ts';
import { judged, lineOf, type Verdict } from './report.ts';
import { startLoopback } from './server/start.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
const only = values.only?.split(',');
const folder = mkdtempSync(join(tmpdir(), 'bankweave-bench-'));
const loopback = await startLoopback();
let files = 0;
const setting: Setting = {
  quick: values.quick ?? false,
  url: loopback.url,
  folder,
  path: () => join(folder, `${++files}.db`),
};

const results: Verdict[] = [];
try {
  for (const one of cases) {
    if (only && !one.names.some((name) => only.includes(name))) continue;
    for await (const row of one.run(setting)) {
      const result = judged(row);
      results.push(result);
      if (!values.json) {
        console.log(lineOf(result));
        if (result.details) console.log(`      ${JSON.stringify(result.details)}`);
      }
    }
  }
} finally {
  loopback.close();
  rmSync(folder, { recursive: true, force: true });
}
if (values.json)
  console.log(JSON.stringify({ node: process.version, quick: setting.quick, results }, null, 2));
if (results.some((result) => !result.sameWork)) process.exitCode = 1;
