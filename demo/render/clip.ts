export interface ClipOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly crf: number;
  readonly out: string;
}
export async function renderClip(_options: ClipOptions, _ffmpegPath: string): Promise<void> {}
