import type { Bug } from '../bug.ts';

/** Mistakes of money, days and the kit of laws. */
export const reading: readonly Bug[] = [
  {
    number: 15,
    name: 'amounts are added as floats',
    edits: [
      {
        file: 'src/model/money/arithmetic.ts',
        find: '    total += toScaled(value, scale);',
        replace:
          '    total = BigInt(Math.trunc((Number(total) / 10 ** scale + Number(value)) * 10 ** scale));',
      },
    ],
    battery: ['test/model/money.test.ts'],
  },
  {
    number: 16,
    name: 'a day goes through a Date of the local zone',
    edits: [
      {
        file: 'src/adapter-kit/parse/fields.ts',
        find: 'const day = value.length === 10 ? value : value.slice(0, 10);',
        replace: `const local = new Date(value.slice(0, 10));
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = \`\${local.getFullYear()}-\${two(local.getMonth() + 1)}-\${two(local.getDate())}\`;`,
      },
    ],
    battery: ['test/adapter-kit/parse.test.ts'],
    env: { TZ: 'America/Los_Angeles' },
  },
  {
    number: 28,
    name: 'the kit compares objects where it asks whether ids are unique',
    edits: [
      {
        file: 'src/testing/adapter/laws/feed.ts',
        find: 'if (seen.has(key)) broken(',
        replace: 'if (seen.has([key] as unknown as string)) broken(',
      },
    ],
    battery: ['test/testing/hostile-adapters.test.ts'],
  },
];
