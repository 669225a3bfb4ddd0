import { isAbsolute } from 'node:path';
import { type RecordedVideo, SourceGoneError } from '../../shared/frame-pictures.ts';
import type { Logger } from '../../shared/logging.ts';
import { type FoundSource, SourceIdentities } from './found-source.ts';
import { MediaFolders } from './media-folders.ts';

export interface MediaOptions {
  /** Folders below which sources are looked for beside their places. */
  readonly media: readonly string[];
  readonly log: Pick<Logger, 'debug'>;
}

/** Finds the sources of stored videos: where they were seen, and below some folders. */
export class MediaSources {
  readonly #identities: SourceIdentities;
  readonly #media: MediaFolders;

  constructor({ media, log }: MediaOptions) {
    this.#identities = new SourceIdentities(log);
    this.#media = new MediaFolders(media, this.#identities);
  }

  /**
   * A source whose content is that of the video.
   *
   * @throws {SourceGoneError}
   */
  async find(video: RecordedVideo): Promise<FoundSource> {
    const { videoId, places } = video;
    const paths = places.filter(isAbsolute);
    const others: string[] = [];
    for (const path of paths) {
      const found = await this.#identities.at(path, video);
      if (found?.videoId === videoId) return found;
      if (found) others.push(`\`${path}\` holds another video now, \`${found.videoId}\``);
    }
    const found = await this.#media.find(videoId, places, video);
    if (found) return found;
    throw others.length > 0 ? this.#gone(video, 'replaced', others.join('; ')) : this.#missing(video, paths);
  }

  #missing(video: RecordedVideo, paths: readonly string[]): SourceGoneError {
    if (paths.length > 0) return this.#gone(video, 'gone', `nothing is left of it at \`${paths.join('`, `')}\``);
    const [place = ''] = video.places;
    if (/^https?:/i.test(place))
      return this.#gone(video, 'remote', `it was read from \`${place}\`, and is not fetched`);
    return /^[a-z][a-z0-9+.-]*:/i.test(place)
      ? this.#gone(video, 'camera', `it was captured from \`${place}\`, and frames of cameras are not kept`)
      : this.#gone(video, 'gone', `it came from \`${place}\``);
  }

  #gone({ videoId }: RecordedVideo, reason: SourceGoneError['reason'], got: string): SourceGoneError {
    const { folders } = this.#media;
    const elsewhere =
      folders.length > 0
        ? `, nor does it lie below \`${folders.join('`, `')}\``
        : '; `--media DIR` looks for it elsewhere';
    return new SourceGoneError(
      reason,
      `Expected the source of video \`${videoId}\` to be there, got none: ${got}${elsewhere}. What is stored of it stays as it is.`,
    );
  }
}
