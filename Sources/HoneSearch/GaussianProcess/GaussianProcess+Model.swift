extension GaussianProcess {
    /// What is fixed before any data: the space's columns, the linear terms, what is believed of the hyperparameters.
    package struct Model: Sendable {
        package var columns: [FeatureEncoder.Column]
        /// How many parameters have a length scale.
        package var parameterCount: Int
        /// The prior variance of each linear term's coefficient.
        package var linearVariances: [Double]
        package var hyperprior: Hyperprior

        /// - Parameter linearVariances: one for each of the points' terms.
        package init(_ encoder: FeatureEncoder, linearVariances: [Double] = [], hyperprior: Hyperprior? = nil) {
            columns = encoder.columns
            parameterCount = encoder.parameters.count
            self.linearVariances = linearVariances
            self.hyperprior = hyperprior ?? Hyperprior(parameterCount: encoder.parameters.count)
        }
    }
}
