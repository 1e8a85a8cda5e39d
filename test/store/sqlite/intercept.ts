import { onTestFinished } from 'vitest';

/** Puts `handler` before a method of every instance until the end of the test, or until the result is called. */
export function intercept<T extends object>(
  type: { readonly prototype: T },
  name: keyof T & string,
  handler: (real: () => unknown, args: readonly unknown[]) => unknown,
): () => void {
  const real = Reflect.get(type.prototype, name) as (...args: unknown[]) => unknown;
  const restore = (): void => void Reflect.set(type.prototype, name, real);
  Reflect.set(type.prototype, name, function (this: unknown, ...args: unknown[]) {
    return handler(() => real.apply(this, args), args);
  });
  onTestFinished(restore);
  return restore;
}
