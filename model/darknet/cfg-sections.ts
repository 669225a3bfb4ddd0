import { ModelError } from '../../shared/errors.ts';

/** One `key=value` line of a cfg. */
export interface CfgOption {
  readonly key: string;
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

/** One `[name]` block of a cfg. */
export interface CfgSection {
  readonly name: string;
  readonly line: number;
  readonly options: readonly CfgOption[];
}

/**
 * The sections of a darknet cfg, in order; comments (`#`, `;`) and all blanks are gone. An option may be there more than once.
 *
 * @param file - how messages call the text
 * @throws {ModelError} `MODEL_INVALID` for a line that is neither a section, an option nor a comment
 * @see AlexeyAB/darknet, parser.c, read_cfg; option_list.c, read_option
 */
export function parseSections(text: string, file: string): CfgSection[] {
  const sections: { name: string; line: number; options: CfgOption[] }[] = [];
  text.split('\n').forEach((raw, index) => {
    const content = raw.replace(/[#;].*$/, '').replace(/\s/g, '');
    if (content === '') return;
    const line = index + 1;
    const header = /^\[([^[\]]+)\]$/.exec(content);
    if (header?.[1]) {
      sections.push({ name: header[1], line, options: [] });
      return;
    }
    const option = /^([^=[\]]+)=(.+)$/.exec(content);
    if (!option?.[1] || !option[2]) throw invalid(file, line, 'a [section] or an option=value', content);
    const section = sections.at(-1);
    if (!section) throw invalid(file, line, 'a [net] section before the first option', content);
    section.options.push({ key: option[1], value: option[2], line });
  });
  return sections;
}

/** The error for a line of a cfg that is not understood. */
export function invalid(file: string, line: number, expected: string, got: string): ModelError {
  return new ModelError('MODEL_INVALID', `${file}, line ${line}: expected ${expected}, got \`${got}\`.`);
}
