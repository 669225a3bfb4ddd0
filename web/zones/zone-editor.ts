import type { PlacedShape, ZonesPatch, ZonesState } from '../../shared/zones.ts';
import type { Api } from '../api.ts';
import { element } from '../element.ts';
import { messageOf } from '../message-of.ts';
import { paint } from '../paint.ts';
import { fileNameOf } from '../sources/source.ts';
import { faultOf, patchOf, removalOf, type Shape, shapeOf } from './shape.ts';
import { ShapeDrawing } from './shape-drawing.ts';
import { ZoneForm } from './zone-form.ts';

/** The video whose zones are drawn, and a picture of it. */
export interface EditedVideo {
  readonly videoId: string;
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  /** `null` where its source is gone: zones can be drawn on empty ground. */
  readonly picture: Blob | null;
}

/** Zones and lines of a video: drawn over its picture, and saved to the `zones.yaml` of the service. */
export class ZoneEditor {
  readonly element: HTMLElement;
  readonly #api: Api;
  readonly #video: EditedVideo;
  readonly #onVersion: (version: string) => void;
  readonly #drawing: ShapeDrawing;
  readonly #list = element('ul', { class: 'zone-list', 'aria-label': 'Zones and lines of this video' });
  readonly #formPlace = element('div');
  readonly #said = element('p', { role: 'status', class: 'zone-said' });
  #shapes: readonly Shape[] = [];
  #version = '';
  #form: ZoneForm | null = null;
  /** The one that is drawn, and what it was before; a new one was nothing. */
  #drawn: { readonly shape: Shape; readonly former: Shape | null } | null = null;

  /** @param onVersion - hears which zones there are, whenever they were read: they may be others than before */
  constructor(api: Api, video: EditedVideo, onVersion: (version: string) => void) {
    this.#api = api;
    this.#video = video;
    this.#onVersion = onVersion;
    this.#drawing = new ShapeDrawing(video, {
      onChange: (corners) => this.#drawn && this.#change({ ...this.#drawn.shape, corners }),
      onSelect: (index) => this.#edit(this.#shapes[index]!),
    });
    const ground = element('canvas', { width: video.width, height: video.height, 'aria-hidden': 'true' });
    const board = element('div', { class: 'zone-board' }, ground);
    board.style.aspectRatio = `${video.width} / ${video.height}`;
    board.append(this.#drawing.element);
    if (video.picture) void paint(ground, video.picture);
    this.element = element(
      'section',
      { class: 'zone-editor', role: 'group', 'aria-label': 'Zones and lines' },
      element(
        'div',
        { class: 'player-bar' },
        element('button', { type: 'button', onclick: () => this.#begin('zone') }, 'New zone'),
        element('button', { type: 'button', onclick: () => this.#begin('line') }, 'New line'),
      ),
      board,
      this.#said,
      this.#formPlace,
      this.#list,
    );
  }

  /** Reads what there is. */
  async open(): Promise<void> {
    const [{ version }, placed] = await Promise.all([
      this.#api.get<ZonesState>('/v1/zones'),
      this.#api.get<readonly PlacedShape[]>(`/v1/videos/${encodeURIComponent(this.#video.videoId)}/zones`),
    ]);
    this.#version = version;
    this.#shapes = placed.map((one) => shapeOf(one, this.#video));
    this.#draw();
    this.#onVersion(version);
  }

  #begin(kind: Shape['kind']): void {
    this.#form = null;
    const name = freeName(kind, this.#shapes);
    const pattern = fileNameOf(this.#video.uri);
    this.#drawn = { shape: { kind, name, pattern, anchor: 'bottom', corners: [] }, former: null };
    this.#said.textContent =
      kind === 'zone' ? 'Click the corners, or add them below.' : 'Click its two ends, or add them below.';
    this.#draw();
  }

  #edit(shape: Shape): void {
    this.#form = null;
    this.#drawn = { shape, former: shape };
    this.#said.textContent = `${shape.name} is being changed.`;
    this.#draw();
  }

  #change(shape: Shape): void {
    this.#drawn = { shape, former: this.#drawn!.former };
    this.#draw();
  }

  async #save(): Promise<void> {
    const { shape, former } = this.#drawn!;
    const fault = faultOf(shape);
    if (fault) this.#said.textContent = fault;
    else await this.#send(patchOf(shape, former), `${shape.name} is saved.`);
  }

  async #send(patch: ZonesPatch, done: string): Promise<void> {
    try {
      await this.#api.send('PATCH', `/v1/zones?version=${this.#version}`, patch);
      this.#drawn = null;
      await this.open();
      this.#said.textContent = done;
    } catch (error) {
      this.tell(error);
    }
  }

  /** Says what went wrong. */
  tell(error: unknown): void {
    this.#said.textContent = messageOf(error);
  }

  #draw(): void {
    const { shape = null, former = null } = this.#drawn ?? {};
    const others = this.#shapes.filter((one) => one !== former);
    this.#drawing.show(others, shape);
    this.#list.replaceChildren(...this.#shapes.map((one) => this.#row(one)));
    if (shape && this.#form) this.#form.show(shape);
    else if (shape) this.#openForm(shape, former);
    else this.#closeForm();
  }

  #openForm(shape: Shape, former: Shape | null): void {
    this.#form = new ZoneForm(shape, former === null, {
      onChange: (changed) => this.#change(changed),
      onSave: () => void this.#save(),
      onRemove: () => void this.#send(removalOf(former!), `${former!.name} is deleted.`),
      onCancel: () => {
        this.#drawn = null;
        this.#said.textContent = '';
        this.#draw();
      },
    });
    this.#formPlace.replaceChildren(this.#form.element);
  }

  /** Whoever was in the form by keyboard goes on in the list. */
  #closeForm(): void {
    const hadFocus = this.#formPlace.contains(document.activeElement);
    this.#form = null;
    this.#formPlace.replaceChildren();
    if (hadFocus) this.#list.querySelector('button')?.focus();
  }

  #row(shape: Shape): HTMLLIElement {
    const words = `${shape.name} (${shape.kind}, ${shape.pattern})`;
    return element('li', {}, element('button', { type: 'button', onclick: () => this.#edit(shape) }, words));
  }
}

function freeName(kind: string, shapes: readonly Shape[]): string {
  const names = new Set(shapes.map(({ name }) => name));
  for (let number = 1; ; number++) if (!names.has(`${kind} ${number}`)) return `${kind} ${number}`;
}
