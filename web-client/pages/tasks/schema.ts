/** The parts of JSON Schema that say something to people who fill in arguments. `true` allows anything. */
export type JsonSchema =
  | boolean
  | {
      $ref?: string;
      type?: string | string[];
      description?: string;
      properties?: Record<string, JsonSchema>;
      required?: string[];
      items?: JsonSchema;
      anyOf?: JsonSchema[];
      oneOf?: JsonSchema[];
      allOf?: JsonSchema[];
      const?: unknown;
      enum?: unknown[];
      default?: unknown;
      examples?: unknown[];
      format?: string;
      minimum?: number;
      minItems?: number;
    };

type SchemaObject = Exclude<JsonSchema, boolean>;

/** A schema may contain itself; nobody reads an example that deep. */
const DEEPEST = 6;

/** Texts of a format that people would not guess. */
const FORMATS: Record<string, string> = {
  uri: 'https://example.com/',
  url: 'https://example.com/',
  email: 'ann@example.com',
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00',
  uuid: '00000000-0000-0000-0000-000000000000',
};

/** One argument, in words. */
export interface SchemaField {
  name: string;
  /** `text`, `number`, `list of text`, … */
  type: string;
  isRequired: boolean;
  description: string | undefined;
}

/** An example of what a schema allows: what must be there, and what has a value of its own. */
export function exampleOf(schema: JsonSchema): unknown {
  return example(schema, schema, 0);
}

/** What the schema of an object says of each member. */
export function fieldsOf(schema: JsonSchema): SchemaField[] {
  const root = resolve(schema, schema);
  return Object.entries(root.properties ?? {}).map(([name, member]) => {
    const found = resolve(member, schema);
    const description = (member === true || member === false ? undefined : member.description) ?? found.description;
    return { name, type: typeWords(member, schema), isRequired: isRequired(root, name, found), description };
  });
}

function example(schema: JsonSchema, root: JsonSchema, depth: number): unknown {
  const found = resolve(schema, root);
  const given = [...(found.examples ?? []), found.const, found.default, ...(found.enum ?? [])];
  const first = given.find((value) => value !== undefined && value !== null);
  if (first !== undefined) return first;
  switch (typeOf(found)) {
    case 'string':
      return FORMATS[found.format ?? ''] ?? '';
    case 'integer':
    case 'number':
      return Math.max(0, found.minimum ?? 0);
    case 'boolean':
      return false;
    case 'array':
      return (found.minItems ?? 0) > 0 && depth < DEEPEST ? [example(found.items ?? true, root, depth + 1)] : [];
    case 'null':
      return null;
    case undefined:
    default:
      return exampleObject(found, root, depth);
  }
}

function exampleObject(schema: SchemaObject, root: JsonSchema, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  if (depth >= DEEPEST) return made;
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const found = resolve(member, root);
    const hasValue = (found.default ?? found.examples?.[0] ?? undefined) !== undefined;
    if (isRequired(schema, name, found) || isPlain(found) || hasValue) made[name] = example(member, root, depth + 1);
  }
  return made;
}

/** Where a schema does not say what is required, that is what may not be null. */
function isRequired({ required }: SchemaObject, name: string, member: SchemaObject): boolean {
  return required === undefined ? isPlain(member) : required.includes(name);
}

/** What may not be null and has no value of its own is there for a reason. */
function isPlain(member: SchemaObject): boolean {
  return member.default === undefined && !typesOf(member).includes('null');
}

/** Follows references into the same document, and takes the first alternative that is more than null. */
function resolve(schema: JsonSchema, root: JsonSchema): SchemaObject {
  let current = schema;
  for (let step = 0; step < DEEPEST; step++) {
    if (typeof current === 'boolean') return {};
    const next: JsonSchema | undefined =
      current.$ref === undefined ? alternative(current) : pointed(root, current.$ref);
    if (next === undefined) return current;
    current = next;
  }
  return {};
}

function alternative({ anyOf, oneOf, allOf }: SchemaObject): JsonSchema | undefined {
  const all = anyOf ?? oneOf ?? allOf;
  return all?.find((each) => typeof each === 'boolean' || each.type !== 'null');
}

/** What a reference such as `#/properties/to/items` points to. */
function pointed(root: JsonSchema, reference: string): JsonSchema {
  if (!reference.startsWith('#')) return true;
  let current: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    current = typeof current === 'object' && current !== null ? (current as Record<string, unknown>)[name] : undefined;
  }
  return typeof current === 'object' && current !== null ? current : true;
}

function typesOf({ type }: SchemaObject): string[] {
  return type === undefined ? [] : [type].flat();
}

function typeOf(schema: SchemaObject): string | undefined {
  return typesOf(schema).find((type) => type !== 'null') ?? typesOf(schema)[0];
}

function typeWords(schema: JsonSchema, root: JsonSchema): string {
  const found = resolve(schema, root);
  if (found.enum !== undefined) return found.enum.map((value) => JSON.stringify(value)).join(', ');
  switch (typeOf(found)) {
    case 'string':
      return found.format === undefined ? 'text' : `text (${found.format})`;
    case 'integer':
      return 'whole number';
    case 'number':
      return 'number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${typeWords(found.items ?? true, root)}`;
    case 'object':
      return 'object';
    case undefined:
    default:
      return 'any value';
  }
}
