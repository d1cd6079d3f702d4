/** An answer as XML: an element per member, a list as its element repeated. */
export function toXml(root: string, body: object): string {
  return `<?xml version='1.0' encoding='UTF-8'?>${element(root, body)}`;
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
  if (typeof value !== 'object') return `<${name}>${escape(value)}</${name}>`;
  const inner = Object.entries(value).map(([member, item]) => element(member, item));
  return `<${name}>${inner.join('')}</${name}>`;
}

function escape(value: unknown): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
