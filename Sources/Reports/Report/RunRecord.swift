import AblateResults

/// A run as the database has it, with its epochs.
@dynamicMemberLookup
package struct RunRecord: Sendable {
    private let recorded: RecordedRun
    /// Ascending from 1.
    package let epochs: [RecordedEpoch]

    init(_ recorded: RecordedRun, epochs: [RecordedEpoch]) {
        self.recorded = recorded
        self.epochs = epochs
    }

    package subscript<Value>(dynamicMember field: KeyPath<RecordedRun, Value>) -> Value {
        recorded[keyPath: field]
    }

    /// Test images; 0 where no predictions are recorded.
    var images: Int { recorded.images ?? 0 }
}
