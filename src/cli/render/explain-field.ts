import type { ExplainedField, FieldAnswer } from '../../index.ts';
import { columnWidth, type PageOptions, paragraph } from './explain-page.ts';

/** What becomes of fields of one path, for people. */
export function renderFields(fields: readonly ExplainedField[], options: PageOptions): string {
  return fields.map((field) => renderField(field, options)).join('\n');
}

function renderField({ of, path, type, answer, children }: ExplainedField, options: PageOptions): string {
  const { palette } = options;
  const name = path === '' ? (of[0] ?? '') : path;
  const kinds = of.length > 3 ? `${of.slice(0, 3).join(', ')} and ${of.length - 3} more kinds` : of.join(', ');
  const lines = [`${palette.place(name)}: ${typeText(type)}${path === '' ? '' : ` (field of ${kinds})`}`];
  if (answer) {
    lines.push(`  ${disposition(answer, options)}`, ...paragraph(answer.doc, '  ', options));
    if (answer.path !== path) lines.push(...paragraph(`(said of ${answer.path} as a whole)`, '  ', options));
    if (answer.rule !== undefined) lines.push(`  rule: ${answer.rule}`);
  }
  if (children.length > 0) lines.push('', `  Fields (explain ${path === '' ? 'FIELD' : `${path}.FIELD`} says more):`);
  const short = (child: string): string => child.slice(child.lastIndexOf('.') + 1);
  const width = columnWidth(children.map((child) => short(child.path)));
  for (const child of children) {
    const word = child.answer ? disposition(child.answer, options) : palette.gutter(typeText(child.type));
    lines.push(`    ${short(child.path).padEnd(width)}  ${word}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `[]Container` → `a list of Container`. */
function typeText(type: string): string {
  const [, form, inner] = /^(\[\]|\{\})(.*)$/.exec(type) ?? [];
  return inner === undefined ? type : `a ${form === '[]' ? 'list' : 'map'} of ${typeText(inner)}`;
}

function disposition({ disposition: word }: FieldAnswer, { palette }: PageOptions): string {
  switch (word) {
    case 'translated':
      return palette.good(word);
    case 'approximated':
      return palette.warning(word);
    case 'ignored':
      return palette.gutter(word);
    case 'unsupported':
      return palette.error(word);
  }
}
