const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Options that darknet uses in training, or for its own int8 calibration, and that change nothing of what a trained network answers.
 *
 * @see AlexeyAB/darknet, parser.c, parse_net_options, parse_convolutional, parse_yolo
 */
export const TRAINING_OPTIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  net: words(`
    batch subdivisions max_batches learning_rate learning_rate_min batches_per_cycle batches_cycle_mult momentum decay
    loss_scale dynamic_minibatch optimized_memory workspace_size_limit_MB adam B1 B2 eps burn_in power policy step scale
    steps scales seq_scales gamma angle aspect saturation exposure hue mosaic mosaic_bound cutmix mixup contrastive
    min_crop max_crop flip blur gaussian_noise label_smooth_eps resize_step attention adversarial_lr max_chart_loss
    augment_speed try_fix_nan weights_reject_freq equidistant_point badlabels_rejection_percentage
    num_sigmas_reject_badlabels ema_alpha input_calibration
  `),
  convolutional: words('stopbackward burnin_update train_only_bn learning_rate'),
  shortcut: words('stopbackward'),
  route: words('stopbackward'),
  dropout: words('probability dropblock dropblock_size_rel dropblock_size_abs'),
  yolo: words(`
    jitter resize random ignore_thresh truth_thresh iou_thresh iou_thresh_kind iou_loss iou_normalizer obj_normalizer
    cls_normalizer delta_normalizer max_delta objectness_smooth label_smooth_eps focal_loss max map counters_per_class
  `),
};
