/**
 * Every configuration field of PtychoPINN, by the object that has it: what the glossary must account for. A name that
 * means different things in different objects stands with its object.
 *
 * @module
 */

/** Names by configuration object. */
export const REFERENCE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ModelConfig: list(`N gridsize n_filters_scale model_type architecture fno_modes fno_width fno_blocks fno_cnn_blocks
    learned_input_channels max_hidden_channels resnet_width fno_input_transform generator_output_mode amp_activation
    object_big probe_big probe_mask probe_mask_sigma probe_mask_diameter pad_object probe_scale
    gaussian_smoothing_sigma`),
  TrainingConfig: list(`model train_data_file test_data_file batch_size nepochs mae_weight nll_weight
    realspace_mae_weight realspace_weight nphotons n_groups n_images TrainingConfig.n_subsample subsample_seed
    neighbor_count enable_oversampling neighbor_pool_size positions_provided probe_trainable intensity_scale_trainable
    output_dir sequential_sampling backend torch_loss_mode torch_mae_pred_l2_match_target gradient_clip_val
    gradient_clip_algorithm optimizer momentum weight_decay adam_beta1 adam_beta2 scheduler lr_warmup_epochs
    lr_min_ratio plateau_factor plateau_patience plateau_min_lr plateau_threshold`),
  InferenceConfig: list(`InferenceConfig.model model_path InferenceConfig.test_data_file InferenceConfig.n_groups
    InferenceConfig.n_images InferenceConfig.n_subsample InferenceConfig.subsample_seed InferenceConfig.neighbor_count
    InferenceConfig.enable_oversampling InferenceConfig.neighbor_pool_size InferenceConfig.debug
    InferenceConfig.output_dir InferenceConfig.backend`),
  PyTorchExecutionConfig: list(`accelerator devices strategy deterministic precision accum_steps num_workers pin_memory
    persistent_workers prefetch_factor learning_rate enable_progress_bar enable_checkpointing checkpoint_save_top_k
    checkpoint_monitor_metric checkpoint_mode early_stop_patience logger_backend recon_log_every_n_epochs
    recon_log_num_patches recon_log_fixed_indices recon_log_stitch recon_log_max_stitch_samples inference_batch_size
    PyTorchExecutionConfig.middle_trim PyTorchExecutionConfig.pad_eval ffno_encoder_blocks ffno_encoder_modes
    ffno_encoder_share_weights ffno_encoder_gate_init ffno_encoder_norm ffno_encoder_mlp_ratio
    spectral_bottleneck_blocks spectral_bottleneck_modes spectral_bottleneck_share_weights
    spectral_bottleneck_gate_init spectral_bottleneck_gate_mode`),
  DataConfig: list(`C K K_quadrant DataConfig.n_subsample grid_size neighbor_function min_neighbor_distance
    max_neighbor_distance scan_pattern normalize probe_normalize data_scaling phase_subtraction x_bounds y_bounds
    scale_contract_version measurement_domain`),
  "ModelConfig (PyTorch)": list(`mode intensity_scale max_position_jitter num_datasets C_model C_forward batch_norm
    edge_pad offset decoder_last_c_outer_fraction decoder_last_amp_channels use_legacy_decoder_channel_override
    cbam_encoder eca_encoder cbam_bottleneck cbam_decoder eca_decoder spatial_decoder decoder_spatial_kernel
    cnn_output_mode use_shared_decoder training_patch_weighting physics_forward_mode rect_s1s2_trainable rect_s1s2_init
    amplitude_physics_gain loss_function amp_loss phase_loss amp_loss_coeff phase_loss_coeff`),
  "TrainingConfig (PyTorch)": list(`nll device n_devices framework orchestrator epochs epochs_fine_tune fine_tune_gamma
    stage_1_epochs stage_2_epochs stage_3_epochs physics_weight_schedule stage_3_lr_factor experiment_name notes
    model_name training_directories log_grad_norm grad_norm_log_freq`),
  "InferenceConfig (PyTorch)": list(`middle_trim experiment_number pad_eval window patch_weighting varpro_scaling
    log_patch_stats patch_stats_limit`),
  DatagenConfig: list(`objects_per_probe diff_per_object object_class image_size probe_paths beamstop_diameter`),
  payloads: list(`tf_training_config tf_inference_config pt_data_config pt_model_config pt_training_config
    pt_inference_config execution_config overrides_applied`),
};

// --- internal ---

function list(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}
