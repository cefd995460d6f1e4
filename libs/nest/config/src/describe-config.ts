// In: a description of settings. Out: the same as a Markdown table, so that the documentation cannot differ from the reader.
import type { Setting, Settings } from './settings.ts';

/** One row a setting, nested ones with dots; `[]` is a member of a list and `*` of a map. */
export function describeConfig(settings: Settings): string {
  const mode = ['`mode`', 'development, production', '`"production"`', 'How strict the service is.'];
  const rows = [mode, ...Object.entries(settings).flatMap(([name, setting]) => rowsOf(name, setting))];
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return ['| setting | kind | if left out | what it is |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

function rowsOf(name: string, setting: Setting): readonly (readonly string[])[] {
  const row = [`\`${name}\``, kindOf(setting), absentOf(setting), notes(setting)];
  switch (setting.kind) {
    case 'object':
      return [row, ...Object.entries(setting.members).flatMap(([key, inner]) => rowsOf(`${name}.${key}`, inner))];
    case 'list':
      return setting.of.kind === 'object' ? [row, ...rowsOf(`${name}[]`, setting.of).slice(1)] : [row];
    case 'map':
      return setting.of.kind === 'object' ? [row, ...rowsOf(`${name}.*`, setting.of).slice(1)] : [row];
    default:
      return [row];
  }
}

function kindOf(setting: Setting): string {
  switch (setting.kind) {
    case 'choice':
      return setting.values.join(', ');
    case 'integer':
      return setting.max === undefined
        ? `integer from ${setting.min ?? 0}`
        : `integer ${setting.min ?? 0}–${setting.max}`;
    case 'list':
      return `list of ${setting.of.kind}`;
    case 'map':
      return `${setting.of.kind} by name`;
    case 'secretFile':
      return 'path of a secret';
    case 'url':
      return setting.schemes ? `${setting.schemes.join(' or ')} URL` : 'https URL';
    default:
      return setting.kind;
  }
}

function absentOf(setting: Setting): string {
  if ('default' in setting && setting.default !== undefined) return `\`${JSON.stringify(setting.default)}\``;
  if ('developmentDefault' in setting && setting.developmentDefault !== undefined)
    return `refused (development: \`${JSON.stringify(setting.developmentDefault)}\`)`;
  if (setting.optional || setting.developmentOnly) return 'nothing';
  return setting.kind === 'object' ? 'its members’ defaults' : 'refused';
}

const notes = (setting: Setting): string =>
  setting.developmentOnly ? `${setting.description} Development only.` : setting.description;
