import AblateArchitectures
import AblateRuns

extension Swin {
    /// The Swin Transformer that a regime's last row is set beside: the paper's, or for small images one of about as many
    /// multiply–accumulates.
    ///
    /// A window is as long as the map of the paper's last stage, 7 pixels at 224 and 12 at 384.
    static func beside(_ regime: Regime) -> Swin {
        switch regime.id {
        case Regime.small.id:
            Swin(depths: [2, 2, 4, 2], width: 16, heads: [1, 2, 4, 8], windowSize: 4, patchSize: 2)
        case Regime.resNet200.id: .base
        default: .tiny
        }
    }

    /// The recipe of a study as this network is trained by it: in the small regime at a quarter of the learning rate.
    ///
    /// Chosen as the small recipe's was, on 10,000 held-out training images after 3 epochs on 10,000 others with two seeds
    /// (`ablate run quick --held-out --seeds 2 --learning-rate …`). Top-1 in per cent, beside `separate-downsampling`:
    ///
    ///     lr 5e-4 84.9   1e-3 85.5 / 84.6   2e-3 85.5 / 86.0   4e-3 84.6 / 86.7   8e-3 80.4 / 86.4
    static func recipe(in regime: Regime) -> @Sendable (Recipe) -> Recipe {
        { recipe in
            var own = recipe
            if regime.id == Regime.small.id { own.learningRate /= 4 }
            return own
        }
    }

    /// The same network with windows for images of that side.
    func at(_ side: Int) -> Swin {
        var result = self
        result.windowSize = side / (patchSize << (depths.count - 1))
        return result
    }
}

extension Regime {
    var swinID: String { id == Regime.resNet200.id ? "swin-b" : "swin-t" }
    var swinTitle: String { id == Regime.resNet200.id ? "Swin-B" : "Swin-T" }
}
