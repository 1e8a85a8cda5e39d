import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormatsPlugin from 'ajv-formats';
import { parse } from 'yaml';
import { sharedPath } from './shared.ts';

const addFormats = addFormatsPlugin as unknown as (ajv: Ajv) => Ajv;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An answer as an example of the description. */
interface Example {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly body: unknown;
}

/** A provider's own description of its API, to hold replies against. */
export interface Spec {
  /** What is wrong with a reply; empty when nothing is. `path` as it was asked for, without the query. */
  problems(reply: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly body: unknown;
  }): readonly string[];
  /** Every JSON example of a good answer, with the operation it belongs to. */
  examples(): readonly Example[];
}

/** Opens a description by file name; `undefined` where it is not beside the checkout. */
export function openSpec(file: string): Spec | undefined {
  const path = sharedPath('specs', file);
  if (path === undefined) return undefined;
  const document = parse(readFileSync(path, 'utf8'), { maxAliasCount: -1 }) as Json;
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true, logger: false }));
  ajv.addSchema(forAjv(document) as object, 'spec');
  const routes = entries(at(document, 'paths')).map(([template, operations]) => ({
    template,
    pattern: patternOf(template),
    operations,
  }));
  const compiled = new Map<string, ValidateFunction>();
  const check = (pointer: string, value: unknown): readonly string[] => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `spec#${pointer}` });
    compiled.set(pointer, validate);
    return validate(value) ? [] : (validate.errors ?? []).map(describe);
  };
  const follow = (node: Json | undefined): { node: Json | undefined; pointer?: string } => {
    const reference = at(node, '$ref');
    if (typeof reference !== 'string') return { node };
    const pointer = reference.slice(1);
    return { node: at(document, ...pointer.split('/').slice(1).map(unescape)), pointer };
  };

  return {
    problems({ method, path: asked, status, body }) {
      const route =
        routes.find(({ template }) => template === asked) ??
        routes.find(({ pattern }) => pattern.test(asked));
      const verb = method.toLowerCase();
      const responses = at(route?.operations, verb, 'responses');
      if (!route || responses === undefined) return [`${method} ${asked} is not described`];
      const names = [String(status), `${String(status)[0]}XX`, 'default'];
      const key = names.find((name) => at(responses, name) !== undefined);
      if (key === undefined) return [`${method} ${asked} is not described for status ${status}`];
      const own = `/paths/${escape(route.template)}/${verb}/responses/${key}`;
      const { node, pointer = own } = follow(at(responses, key));
      const type = entries(at(node, 'content')).find(([name]) => name.includes('json'))?.[0];
      if (type === undefined) return [];
      return check(`${pointer}/content/${escape(type)}/schema`, body);
    },

    examples: () =>
      routes.flatMap(({ template, operations }) =>
        entries(operations).flatMap(([verb, operation]) =>
          entries(at(operation, 'responses'))
            .filter(([status]) => status.startsWith('2'))
            .flatMap(([, response]) => entries(at(follow(response).node, 'content')))
            .filter(([type]) => type.includes('json'))
            .flatMap(([, content]) => {
              const single = at(content, 'example');
              const named = entries(at(content, 'examples')).map(
                ([name, given]) => [name, at(follow(given).node, 'value')] as const,
              );
              return single === undefined ? named : [['example', single] as const, ...named];
            })
            .map(([name, body]) => ({ method: verb.toUpperCase(), path: template, name, body })),
        ),
      ),
  };
}

/** OpenAPI 3.0 writes `nullable`, JSON Schema a choice. Examples are data and stay out. */
function forAjv(node: Json): Json {
  if (Array.isArray(node)) return node.map(forAjv);
  if (!isObject(node)) return node;
  const { nullable, example: _, examples: __, ...rest } = node;
  const fields = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, forAjv(value)]));
  return nullable === true ? { anyOf: [{ type: 'null' }, fields] } : fields;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function at(node: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((found, key) => (isObject(found) ? found[key] : undefined), node);
}

function entries(node: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(node) ? Object.entries(node) : [];
}

function patternOf(template: string): RegExp {
  const source = template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${source}$`);
}

function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function unescape(part: string): string {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
}

function describe({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
}
