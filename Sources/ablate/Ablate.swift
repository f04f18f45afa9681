import AblateExperiments
import AblateKit

/// This repository's program.
@main
package struct AblateProgram: AblateTool {
    /// "A ConvNet for the 2020s" (arXiv:2201.03545): its roadmap, and its tables to set it beside.
    package static let catalogue = Catalogue(
        studies: Study.presets, references: Reference.convNeXt + Reference.families, regimes: Regime.all)
}
