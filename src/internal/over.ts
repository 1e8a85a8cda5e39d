/** Why what waited for the end of something waits no more. One for all: an error of its own for each costs its stack. */
export const OVER = new DOMException('What this was for is over.', 'AbortError');
