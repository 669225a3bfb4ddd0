/** What becomes of frames for which there is no room. */
export const OVERLOAD_POLICIES = ['drop-oldest', 'drop-newest', 'thin'] as const;
export type OverloadPolicy = (typeof OVERLOAD_POLICIES)[number];

/** When a source that fails, ends or falls silent is opened again. */
export const REOPEN_POLICIES = ['always', 'started', 'never'] as const;
/** `started`: once it has given a frame. */
export type ReopenPolicy = (typeof REOPEN_POLICIES)[number];

export const RTSP_TRANSPORTS = ['tcp', 'udp'] as const;
export type RtspTransport = (typeof RTSP_TRANSPORTS)[number];

/** How a live source is opened. */
export interface LiveSourceOptions {
  readonly rtspTransport: RtspTransport;
  /** Whether it is a recording that is played at its own pace. */
  readonly isRealtime: boolean;
  /** Without a frame for so long, a source counts as silent. */
  readonly timeoutSeconds: number;
}

/** How a camera is captured. */
export interface CameraOptions extends LiveSourceOptions {
  readonly reopen: ReopenPolicy;
  readonly onOverload: OverloadPolicy;
  /** Bytes of frames that may wait in this process. */
  readonly maxBufferedBytes: number;
  /** Seconds after which a new run begins; `null`: one run. */
  readonly segmentSeconds: number | null;
}

/** What holds unless something else is asked for. */
export const CAMERA_DEFAULTS: CameraOptions = {
  rtspTransport: 'tcp',
  isRealtime: false,
  timeoutSeconds: 10,
  reopen: 'started',
  onOverload: 'drop-oldest',
  maxBufferedBytes: 64 * 2 ** 20,
  segmentSeconds: null,
};
