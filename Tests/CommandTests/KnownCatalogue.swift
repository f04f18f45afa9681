import AblateCommands
import ablate

/// The program's catalogue, for tests that call parts of commands and not the program.
enum KnownCatalogue {
    /// Set once, whoever asks first.
    static let isSet: Void = { Catalogue.current = AblateProgram.catalogue }()
}
