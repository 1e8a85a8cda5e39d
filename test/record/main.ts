import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { recordings } from './recordings.ts';
import { fixturePath } from './replay.ts';

const [provider, ...stories] = process.argv.slice(2);
const recording = recordings.find((one) => one.provider === provider);
if (!recording) {
  const known = recordings.map((one) => one.provider).join(' | ');
  console.error(`npm run record -- <${known}> [story ...]`);
  process.exit(2);
}
for (const story of stories.length > 0 ? stories : recording.stories) {
  const fixture = await recording.record(story, process.env);
  const path = fixturePath(fixture.provider, story);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(fixture, null, 1)}\n`);
  console.log(`${story}: ${fixture.exchanges.length} exchanges from the ${fixture.source}`);
}
