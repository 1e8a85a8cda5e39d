/** Gives the event loop one turn, so that a long piece of work never keeps everybody else waiting. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
