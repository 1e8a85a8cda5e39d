import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source-files.ts';

/** A code block of a page. */
export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  readonly checkOnly: boolean;
  /** What the program is said to print. */
  readonly output: string | undefined;
  /** The file it is kept as in the project. */
  readonly file: string;
}

export function blocksOf(page: string): Block[] {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const folder = page.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase();
  const found: (Omit<Block, 'output'> & { output: string | undefined })[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [opened, indent = '', language = ''] = /^( *)```(\w*)$/.exec(lines[at] ?? '') ?? [];
    if (opened === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    const inside = lines
      .slice(at + 1, end)
      .map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))));
    const code = `${inside.join('\n')}\n`;
    const above = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '';
    const before = found.at(-1);
    if (
      language === 'text' &&
      before?.language === 'ts' &&
      before.output === undefined &&
      !lines.slice(before.line, at).some((line) => line.startsWith('#'))
    )
      before.output = code;
    const named = /^\/\/ ([\w-]+\.ts)$/m.exec(code)?.[1];
    found.push({
      page,
      line: at + 1,
      language,
      code,
      checkOnly: above.includes('type-checked only'),
      output: undefined,
      file: `${folder}/${named ?? `line-${at + 1}.ts`}`,
    });
    at = end;
  }
  return found;
}

/** Whether a block is run by itself. */
export function isProgram(code: string): boolean {
  return /^import \{[^}]*\bcreateBankweave\b|^\/\/ [\w-]+\.ts$/m.test(code);
}
