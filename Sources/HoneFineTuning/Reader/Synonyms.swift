/// Other names under which people know a parameter: a reader that has met several of them does not depend on one. Names
/// from libraries' interfaces (scikit-learn, XGBoost, LightGBM, CatBoost, PyTorch, ranger, rpart, glmnet) and plain words, as people
/// who write programs of their own would choose them.
package enum Synonyms {
    private static let groups: [[String]] = [
        [
            "learning_rate", "lr", "eta", "shrinkage", "step_size", "learning_rate_init", "init_lr", "eta0",
            "base_learning_rate", "update_rate", "speed_of_learning", "update_scale", "correction_scale", "stepsize",
        ],
        [
            "n_estimators", "num_trees", "nrounds", "num_boost_round", "iterations", "n_trees", "ntree", "num_round",
            "number_of_trees", "trees", "num_estimators", "how_many_models", "models_in_the_forest", "size_of_forest",
        ],
        [
            "max_depth", "depth", "maxdepth", "tree_depth", "maximum_depth", "depth_limit", "how_deep_trees_grow",
            "deepest_leaf", "height", "splits_to_the_bottom",
        ],
        [
            "num_leaves", "max_leaves", "max_leaf_nodes", "leaves", "number_of_leaves", "leaf_limit", "leaf_count",
            "end_nodes", "most_leaves_in_a_tree",
        ],
        [
            "subsample", "bagging_fraction", "sample_fraction", "row_sampling", "sample_rate", "row_fraction",
            "part_of_the_data_used", "sampling_ratio", "fraction_of_samples",
        ],
        [
            "colsample_bytree", "feature_fraction", "rsm", "column_sampling", "column_rate", "feature_sampling",
            "fraction_of_features", "part_of_the_columns_used",
        ],
        [
            "reg_lambda", "lambda_l2", "l2_leaf_reg", "l2_regularization", "lambda", "l2", "ridge", "ridge_strength",
            "quadratic_penalty", "l2_strength", "leaf_ridge",
        ],
        [
            "reg_alpha", "lambda_l1", "alpha_l1", "l1", "lasso", "lasso_strength", "sparsity_penalty", "l1_strength",
        ],
        [
            "min_child_weight", "min_sum_hessian_in_leaf", "least_hessian", "minimum_weight_of_a_leaf",
            "leaf_weight_minimum", "min_hessian",
        ],
        [
            "min_samples_leaf", "min_data_in_leaf", "min_child_samples", "minbucket", "min_node_size",
            "minimum_samples_in_a_leaf", "leaf_minimum", "least_examples_a_leaf_holds", "bucket_size",
        ],
        [
            "min_samples_split", "minsplit", "min_split", "minimum_samples_to_split", "split_minimum",
            "least_examples_before_a_split", "min_examples_split",
        ],
        [
            "min_split_fraction", "min_split_ratio", "minimum_fraction_to_split", "split_fraction",
            "least_part_before_a_split",
        ],
        [
            "split_unit", "split_kind", "how_a_split_is_measured", "unit_of_min_split", "split_mode",
        ],
        [
            "max_features", "mtry", "features_per_split", "num_features", "feature_subset", "variables_per_split",
            "how_many_features_a_split_sees", "candidate_features", "random_features",
        ],
        [
            "C", "cost", "inverse_regularization", "c_value", "penalty_of_errors", "soft_margin", "cost_of_mistakes",
            "svm_cost", "box_bound", "weight_of_errors",
        ],
        [
            "gamma", "kernel_width", "kernel_coefficient", "sigma", "rbf_gamma", "bandwidth", "kernel_scale",
            "reach_of_an_example", "kernel_parameter",
        ],
        [
            "alpha", "regularization", "penalty_strength", "reg_param", "reg_strength", "amount_of_regularization",
            "smoothing_strength", "regularizer_weight",
        ],
        ["weight_decay", "l2_penalty", "wd", "decay", "decay_of_weights", "weight_regularization"],
        ["momentum", "beta1", "momentum_factor", "mom", "velocity", "inertia", "memory_of_gradients"],
        ["batch_size", "batch", "minibatch_size", "bs", "examples_per_update", "samples_per_batch", "minibatch"],
        ["dropout", "dropout_rate", "p_drop", "max_dropout", "drop_probability", "fraction_dropped", "keep_out"],
        [
            "num_layers", "n_layers", "depth_of_network", "hidden_layers", "layers", "number_of_layers",
            "network_depth",
        ],
        [
            "hidden_size", "width", "units", "n_units", "hidden_units", "hidden_dim", "layer_width", "neurons",
            "neurons_per_layer", "hidden_layer_size",
        ],
        ["epochs", "n_epochs", "num_epochs", "training_epochs", "how_often_data_is_seen"],
        [
            "max_iter", "n_iter", "iterations_limit", "max_iterations", "maxiter", "iteration_limit", "max_steps",
            "most_iterations", "how_long_it_runs", "num_iterations",
        ],
        [
            "tol", "tolerance", "eps", "stopping_threshold", "precision", "convergence_tolerance", "accuracy_wanted",
            "end_criterion", "stopping_tolerance",
        ],
        ["n_neighbors", "k", "num_neighbors", "neighbours", "knn_k", "number_of_neighbours", "nearest_examples"],
        ["n_clusters", "num_clusters", "n_groups", "number_of_clusters", "clusters"],
        [
            "n_components", "num_components", "rank", "latent_dim", "n_factors", "number_of_components", "dimensions",
            "reduced_dimension", "embedding_size",
        ],
        ["kernel", "kernel_type", "kernel_function", "kernel_name", "kind_of_kernel", "covariance_function"],
        ["degree", "poly_degree", "poly_power", "power_of_the_kernel", "kernel_degree"],
        ["coef0", "kernel_offset", "kernel_bias", "independent_term", "offset_of_the_kernel"],
        [
            "optimizer", "opt", "solver", "optimisation_method", "training_algorithm", "fitting_method", "optim",
            "numerical_method",
        ],
        ["algorithm", "method", "algo", "which_method", "method_name", "version_of_the_algorithm"],
        ["activation", "act", "nonlinearity", "activation_function", "transfer_function"],
        [
            "criterion", "impurity", "split_criterion", "split_quality", "impurity_measure", "how_splits_are_judged",
        ],
        [
            "criterion_loss", "loss", "objective_function", "loss_function", "error_function", "cost_function",
            "loss_kind",
        ],
        ["penalty", "norm", "regularizer", "penalty_type", "regularization_type", "norm_of_the_penalty"],
        ["dual", "dual_formulation", "solve_dual", "use_dual", "dual_problem"],
        ["bootstrap", "bagging", "use_bootstrap", "bootstrap_samples", "sample_examples_again", "draw_with_repeats"],
        ["shrinking", "use_shrinking", "drop_settled_examples"],
        ["epsilon", "eps_loss", "svr_epsilon", "margin_of_tolerance", "error_ignored", "loss_epsilon"],
        ["fit_intercept", "intercept", "use_bias", "with_bias", "add_bias"],
        ["class_weight", "weights_of_classes", "balance_classes", "class_balance"],
        ["warmup", "warmup_steps", "warm_up", "lr_warmup"],
        ["scheduler", "lr_schedule", "schedule", "decay_schedule"],
        ["l1_ratio", "elastic_net_mixing", "mix_of_l1_and_l2", "enet_ratio"],
        ["compression_level", "level", "quality_level", "effort", "compresslevel", "how_hard_to_compress"],
        ["quality", "image_quality", "quality_setting", "fidelity"],
        ["block_size", "chunk_size", "page_size", "blocksize", "bytes_per_block"],
        ["cache_size", "buffer_size", "cache_kb", "cache_memory", "memory_for_the_cache"],
        ["threads", "workers", "num_threads", "n_jobs", "parallel_jobs"],
        ["window", "window_size", "context_size", "window_length", "history_length"],
        ["seed_count", "restarts", "n_init", "number_of_starts", "tries"],
        ["temperature", "temp", "initial_temperature", "heat", "starting_temperature"],
        ["population_size", "popsize", "pop_size", "population", "individuals"],
        ["mutation_rate", "mutation", "mutation_probability", "p_mutation", "chance_of_mutation"],
        ["crossover_rate", "crossover", "crossover_probability", "p_crossover", "recombination"],
    ]

    /// By name.
    package static let standard: [String: [String]] = {
        var result: [String: [String]] = [:]
        for group in groups { for name in group { result[name, default: []] += group.filter { $0 != name } } }
        return result
    }()
}
