/** Compares how many there are in a frame; `label` null: of any label. */
export interface Count<Label> {
  readonly kind: 'count';
  readonly label: Label | null;
  readonly operator: Operator;
  readonly value: number;
}

/** What has to hold of a frame. */
export type ConditionOn<Label> =
  | Count<Label>
  | { readonly kind: 'and' | 'or'; readonly parts: readonly ConditionOn<Label>[] }
  | { readonly kind: 'not'; readonly part: ConditionOn<Label> };

/** As it is written, with names of labels. */
export type Condition = ConditionOn<string>;

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'] as const;
type Operator = (typeof OPERATORS)[number];

/** Stands for a label in a condition that means all of them. */
const ANY = 'any';

const TOKEN = /\s*(?:(>=|<=|!=|==?|>|<|\(|\))|"((?:[^"]|"")*)"|([^\s"()<>=!]+))/y;

interface Token {
  readonly text: string;
  readonly kind: 'sign' | 'quoted' | 'word';
}

/**
 * Reads `car>=3 and not (person or "traffic light">1)`: a label alone means that there is one, `any` any label; a label of
 * several words, or one that is called like a word of the language, stands in double quotes. `and` binds closer than `or`.
 *
 * @returns `null` for anything else
 */
export function parseCondition(text: string): Condition | null {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const parser = new Parser(tokens);
  const condition = parser.either();
  return parser.isAtEnd ? condition : null;
}

/** The labels that a condition names, each once. */
export function labelsIn(condition: Condition): string[] {
  return [...new Set(countsIn(condition).flatMap(({ label }) => (label === null ? [] : [label])))];
}

/** The comparisons that a condition is made of. */
export function countsIn<Label>(condition: ConditionOn<Label>): Count<Label>[] {
  if (condition.kind === 'count') return [condition];
  return condition.kind === 'not' ? countsIn(condition.part) : condition.parts.flatMap(countsIn);
}

/** Whether a condition holds of a frame that has no detections. */
export function holdsOfNothing(condition: ConditionOn<unknown>): boolean {
  switch (condition.kind) {
    case 'count':
      return compare(0, condition);
    case 'and':
      return condition.parts.every(holdsOfNothing);
    case 'or':
      return condition.parts.some(holdsOfNothing);
    case 'not':
      return !holdsOfNothing(condition.part);
  }
}

function compare(count: number, { operator, value }: Count<unknown>): boolean {
  const results = {
    '>=': count >= value,
    '<=': count <= value,
    '!=': count !== value,
    '=': count === value,
    '>': count > value,
    '<': count < value,
  };
  return results[operator];
}

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match) return null;
    const [, sign, quoted, word] = match;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign === '==' ? '=' : sign });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll('""', '"') });
    else tokens.push({ kind: 'word', text: word! });
  }
  return tokens;
}

/** Recursive descent: three levels, too few for a parser generator. Each method gives `null` where the text is not understood. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(): Condition | null {
    return this.#joined('or', () => this.#joined('and', () => this.#one()));
  }

  #joined(word: 'and' | 'or', next: () => Condition | null): Condition | null {
    const parts: Condition[] = [];
    do {
      const part = next();
      if (part === null) return null;
      parts.push(part);
    } while (this.#takes('word', word));
    return parts.length === 1 ? parts[0]! : { kind: word, parts };
  }

  #one(): Condition | null {
    if (this.#takes('word', 'not')) {
      const part = this.#one();
      return part && { kind: 'not', part };
    }
    if (this.#takes('sign', '(')) {
      const inner = this.either();
      return this.#takes('sign', ')') ? inner : null;
    }
    return this.#count();
  }

  #count(): Count<string> | null {
    const name = this.#tokens[this.#at++];
    if (!name || name.kind === 'sign' || name.text === '') return null;
    if (name.kind === 'word' && ['and', 'or', 'not'].includes(name.text.toLowerCase())) return null;
    const label = name.kind === 'word' && name.text.toLowerCase() === ANY ? null : name.text;
    const sign = this.#tokens[this.#at];
    const operator = OPERATORS.find((one) => sign?.kind === 'sign' && sign.text === one);
    if (!operator) return { kind: 'count', label, operator: '>=', value: 1 };
    this.#at++;
    const number = this.#tokens[this.#at++];
    if (number?.kind !== 'word' || !/^\d{1,9}$/.test(number.text)) return null;
    return { kind: 'count', label, operator, value: Number(number.text) };
  }

  #takes(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text.toLowerCase() !== text) return false;
    this.#at++;
    return true;
  }
}
