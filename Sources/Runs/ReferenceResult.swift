/// What a reference prints for a row: accuracy as a fraction of 1, in its own regime and on its own data, and GMACs.
package struct ReferenceResult: Hashable, Codable, Sendable {
    /// Id of the reference's regime that the row is taken from.
    package var regime: String
    package var top1Mean: Double
    /// Sample standard deviation over the reference's seeds; `nil` where it prints none.
    package var top1SD: Double?
    /// The seeds behind the mean.
    package var seeds: Int
    package var gmacs: Double

    package init(regime: String, top1Mean: Double, top1SD: Double?, seeds: Int, gmacs: Double) {
        self.regime = regime
        self.top1Mean = top1Mean
        self.top1SD = top1SD
        self.seeds = seeds
        self.gmacs = gmacs
    }
}
