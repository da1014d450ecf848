import { h } from '../base/dom.js';
import { icon } from '../ui/icons.js';
import { fieldsOf, type JsonSchema, type SchemaField } from './schema.js';

/** What each argument means, folded away; nothing for a kind that says nothing about them. */
export function argumentHelp(schema: JsonSchema): HTMLElement | undefined {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return undefined;
  const list = h('dl', { class: 'argument-list' });
  for (const field of fields) list.append(describe(field));
  return h('details', { class: 'argument-help' }, h('summary', {}, icon('chevron'), 'What the arguments mean'), list);
}

function describe({ name, type, isRequired, description }: SchemaField): HTMLElement {
  const about = h('span', { class: 'unit' }, isRequired ? type : `${type}, optional`);
  return h('div', {}, h('dt', {}, h('code', {}, name), about), h('dd', {}, description));
}
