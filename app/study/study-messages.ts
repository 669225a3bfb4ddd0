import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import type { Device } from '../../shared/device.ts';
import type { Size } from '../../shared/geometry.ts';
import type { ModelReference } from '../../shared/run.ts';

/** What a process of the study is to do. */
export interface StudyTask {
  /** `null`: nothing is captured, one frame is processed over and over. */
  readonly capture: {
    readonly clip: string;
    readonly ffmpeg: Ffmpeg;
    /** Frames a second that the camera would give. */
    readonly maxFps: number;
  } | null;
  /** Of the network's input. */
  readonly network: Size;
  readonly scale: number;
  readonly gray: boolean;
  /** `null`: frames are taken and let go. */
  readonly inference: {
    readonly model: ModelReference;
    readonly home: string;
    readonly device: Device;
    readonly threads: number;
    readonly allowSpinning: boolean;
  } | null;
}

/** To a process of the study: that counting begins, that figures are wanted. */
export type ToStudyProcess = 'count' | 'report';

/** From any process of the study: it is at work; why it cannot go on; what it has to tell. */
export type FromProcess<Told extends object> = 'ready' | { readonly failure: string } | Told;

/** What a process of the study tells when it reports: frames a second since the count began, height × width × channels. */
export interface StudyReport {
  readonly fpsMain: number;
  readonly fpsSub: number;
  readonly shape: string;
}
