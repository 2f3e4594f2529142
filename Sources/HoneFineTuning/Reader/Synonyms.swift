/// Other names under which people know a parameter: a reader that has met several of them does not depend on one. Names
/// from libraries' interfaces (scikit-learn, XGBoost, LightGBM, CatBoost, PyTorch, ranger, rpart, glmnet) and plain words.
package enum Synonyms {
    private static let groups: [[String]] = [
        ["learning_rate", "lr", "eta", "shrinkage", "step_size", "learning_rate_init", "init_lr", "eta0"],
        ["n_estimators", "num_trees", "nrounds", "num_boost_round", "iterations", "n_trees", "ntree", "num_round"],
        ["max_depth", "depth", "maxdepth", "tree_depth"],
        ["num_leaves", "max_leaves", "max_leaf_nodes", "leaves"],
        ["subsample", "bagging_fraction", "sample_fraction", "row_sampling"],
        ["colsample_bytree", "feature_fraction", "rsm", "column_sampling"],
        ["reg_lambda", "lambda_l2", "l2_leaf_reg", "l2_regularization", "lambda", "l2"],
        ["reg_alpha", "lambda_l1", "alpha_l1", "l1"],
        ["min_child_weight", "min_sum_hessian_in_leaf"],
        ["min_samples_leaf", "min_data_in_leaf", "min_child_samples", "minbucket", "min_node_size"],
        ["min_samples_split", "minsplit"],
        ["max_features", "mtry", "features_per_split"],
        ["C", "cost", "inverse_regularization"],
        ["gamma", "kernel_width", "kernel_coefficient", "sigma"],
        ["alpha", "regularization", "penalty_strength", "reg_param"],
        ["weight_decay", "l2_penalty", "wd"],
        ["momentum", "beta1", "momentum_factor"],
        ["batch_size", "batch", "minibatch_size"],
        ["dropout", "dropout_rate", "p_drop", "max_dropout"],
        ["num_layers", "n_layers", "depth_of_network", "hidden_layers"],
        ["hidden_size", "width", "units", "n_units", "hidden_units", "hidden_dim"],
        ["epochs", "n_epochs", "num_epochs"],
        ["max_iter", "n_iter", "iterations_limit", "max_iterations"],
        ["tol", "tolerance", "eps", "stopping_threshold"],
        ["n_neighbors", "k", "num_neighbors", "neighbours"],
        ["n_clusters", "num_clusters", "n_groups"],
        ["n_components", "num_components", "rank", "latent_dim", "n_factors"],
        ["kernel", "kernel_type"], ["degree", "poly_degree"], ["coef0", "kernel_offset"],
        ["optimizer", "opt", "solver"], ["activation", "act", "nonlinearity"],
        ["criterion", "impurity", "split_criterion"],
        ["criterion_loss", "loss", "objective_function"], ["penalty", "norm", "regularizer"],
        ["compression_level", "level", "quality_level"], ["block_size", "chunk_size", "page_size"],
        ["cache_size", "buffer_size", "cache_kb"], ["threads", "workers", "num_threads"],
        ["window", "window_size", "context_size"],
        ["seed_count", "restarts", "n_init"], ["temperature", "temp", "initial_temperature"],
        ["population_size", "popsize", "pop_size"], ["mutation_rate", "mutation", "mutation_probability"],
        ["crossover_rate", "crossover", "crossover_probability"],
    ]

    /// By name.
    package static let standard: [String: [String]] = {
        var result: [String: [String]] = [:]
        for group in groups { for name in group { result[name, default: []] += group.filter { $0 != name } } }
        return result
    }()
}
