import { basename, extname, join } from 'node:path';
import type { StreamChoice } from '../../producer/input/inputs.ts';
import { VIDEO_EXTENSIONS, videosIn } from '../../producer/input/video-folder.ts';
import type { FoundSource, SourceIdentities } from './found-source.ts';

/** What lies in the folders is listed anew after so long. */
const LISTED_MS = 15_000;

/** Looks for videos below some folders: those of the same name first, then those of the same ending by their content. */
export class MediaFolders {
  #listed: { readonly at: number; readonly paths: Promise<readonly string[]> } | null = null;

  constructor(
    readonly folders: readonly string[],
    private readonly identities: SourceIdentities,
  ) {}

  /**
   * @param places - where it was seen
   * @returns `null` where none of them is the video
   */
  async find(videoId: string, places: readonly string[], choice: StreamChoice): Promise<FoundSource | null> {
    if (this.folders.length === 0) return null;
    const names = new Set(places.map((place) => basename(place)));
    const folders = this.folders.flatMap((folder) => [...names].map((name) => join(folder, name)));
    const endings = new Set(places.map((place) => extname(place).toLowerCase()));
    const areKnown = [...endings].some((ending) => VIDEO_EXTENSIONS.includes(ending.slice(1)));
    const paths = await this.#paths();
    const named = paths.filter((path) => names.has(basename(path)));
    // what was read from standard input has no ending
    const others = paths.filter((path) => !areKnown || endings.has(extname(path).toLowerCase()));
    for (const path of new Set([...named, ...folders, ...others])) {
      const found = await this.identities.at(path, choice);
      if (found?.videoId === videoId) return found;
    }
    return null;
  }

  #paths(): Promise<readonly string[]> {
    if (this.#listed && Date.now() - this.#listed.at < LISTED_MS) return this.#listed.paths;
    const paths = Promise.all(this.folders.map((folder) => videosIn(folder, () => undefined).catch(() => [])));
    this.#listed = { at: Date.now(), paths: paths.then((lists) => lists.flat()) };
    return this.#listed.paths;
  }
}
