const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** Options of a section that do not reach the answers of a trained network. */
export interface InertOptions {
  /** For training, drawing, tracking or speed: any value will do. */
  readonly ignored: ReadonlySet<string>;
  /** Change the answer, and are not supported: accepted at a value that changes nothing. */
  readonly neutral: ReadonlyMap<string, number>;
}

/** What darknet asks of every section but the first. */
const ANY_LAYER: InertOptions = {
  ignored: new Set(words('clip onlyforward dont_update burnin_update stopbackward train_only_bn learning_rate')),
  neutral: new Map([
    ['dontload', 0],
    ['dontloadscales', 0],
  ]),
};

const layer = (ignored = '', neutral: Readonly<Record<string, number>> = {}): InertOptions => ({
  ignored: new Set([...ANY_LAYER.ignored, ...words(ignored)]),
  neutral: new Map([...ANY_LAYER.neutral, ...Object.entries(neutral)]),
});

const NET: InertOptions = {
  ignored: new Set(
    words(`
      batch subdivisions sequential_subdivisions max_batches time_steps track inputs
      learning_rate learning_rate_min sgdr_cycle sgdr_mult momentum decay loss_scale adam B1 B2 eps ema_alpha
      policy burn_in power step scale steps scales seq_scales gamma resize_step
      dynamic_minibatch optimized_memory workspace_size_limit_MB use_cuda_graph show_receptive_field
      angle aspect saturation exposure hue flip blur gaussian_noise mixup cutmix mosaic mosaic_bound min_crop max_crop
      augment_speed label_smooth_eps attention adversarial_lr max_chart_loss try_fix_nan weights_reject_freq
      equidistant_point badlabels_rejection_percentage num_sigmas_reject_badlabels
      contrastive contrastive_jit_flip contrastive_color unsupervised
      input_calibration spatial_dropout batches_per_cycle batches_cycle_mult
    `),
  ),
  neutral: new Map(),
};

/**
 * By section. What darknet itself does not ask for is in none of them, but for a few names that files in circulation have
 * (`input_calibration`, `spatial_dropout` and the like).
 *
 * @see AlexeyAB/darknet at 59596d78, parser.c, parse_net_options, parse_network_cfg_custom and the parse_ function of each layer
 */
export const INERT_OPTIONS: Readonly<Record<string, InertOptions>> = {
  net: NET,
  convolutional: layer('assisted_excitation bin_output dot angle grad_centr reverse stream wait_stream', {
    antialiasing: 0,
    binary: 0,
    xnor: 0,
    sway: 0,
    rotate: 0,
    stretch: 0,
    stretch_sway: 0,
    flipped: 0,
    coordconv: 0,
    share_index: -1_000_000_000,
  }),
  maxpool: layer('out_channels', { maxpool_depth: 0, antialiasing: 0, maxpool_zero_nonmax: 0 }),
  local_avgpool: layer(),
  avgpool: layer(),
  reorg: layer('', { reverse: 0 }),
  reorg3d: layer('', { reverse: 0 }),
  route: layer('stream wait_stream'),
  shortcut: layer(),
  scale_channels: layer(),
  sam: layer(),
  upsample: layer(),
  activation: layer(),
  batchnorm: layer(),
  empty: layer(),
  dropout: layer('probability dropblock dropblock_size_rel dropblock_size_abs'),
  yolo: layer(`
    max map show_details jitter resize random ignore_thresh truth_thresh iou_thresh iou_thresh_kind iou_loss
    iou_normalizer obj_normalizer cls_normalizer delta_normalizer max_delta objectness_smooth label_smooth_eps focal_loss
    counters_per_class track_history_size sim_thresh dets_for_track dets_for_show track_ciou_norm embedding_layer
  `),
};
