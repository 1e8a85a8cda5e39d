const floor = [22, 13] as const;

/** Stops the run early on a Node without `node:sqlite`; `npm test` picks the right one by itself. */
export default function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < floor[0] || (major === floor[0] && minor < floor[1])) {
    throw new Error(
      `bankweave needs Node ${floor.join('.')} or newer, this is ${process.versions.node}. ` +
        'Run the tests with "npm test" or "npx vitest", which use the Node of the project.',
    );
  }
}
