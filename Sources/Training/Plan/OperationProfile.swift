import AblateKernels

/// Where the time of training steps goes, by operation and direction.
package struct OperationProfile: Codable, Sendable {
    package enum Direction: String, Codable, Sendable {
        case forward
        case backward
        /// The optimizer's.
        case update
    }

    /// What one operation, or several of one kind, took in one direction over all measured steps.
    package struct Row: Codable, Sendable {
        /// The layer that the operation begins with; in ``byKind``, how many layers there are.
        package let name: String
        package let kind: String
        package let direction: Direction
        package fileprivate(set) var seconds: Double
        package fileprivate(set) var cost: OperationCost
        fileprivate var layers = 1

        /// Billions of floating-point operations a second; 0 where there are no products.
        package var gigaflopsPerSecond: Double { Double(cost.flops) / seconds * 1e-9 }
        /// Billions of bytes of operands and results a second.
        package var gigabytesPerSecond: Double { Double(cost.bytes) / seconds * 1e-9 }

        /// The seconds that a machine of these ceilings could do it in: the larger of products and memory.
        package func floor(under ceiling: Ceiling) -> Double {
            max(
                Double(cost.flops) / ceiling.flopsPerSecond, Double(cost.bytes) / ceiling.bytesPerSecond)
        }
    }

    /// In the order in which they are carried out.
    package private(set) var rows: [Row] = []
    private var indexes: [String: Int] = [:]

    mutating func add(
        _ name: String, _ kind: String, _ direction: Direction, seconds: Double, _ cost: OperationCost
    ) {
        let key = "\(direction.rawValue) \(name)"
        if let index = indexes[key] {
            rows[index].seconds += seconds
            rows[index].cost += cost
        } else {
            indexes[key] = rows.count
            rows.append(Row(name: name, kind: kind, direction: direction, seconds: seconds, cost: cost))
        }
    }

    package var seconds: Double { rows.reduce(0) { $0 + $1.seconds } }

    /// The rows of a kind and direction taken together, the longest first.
    package var byKind: [Row] {
        var sums: [Row] = []
        for row in rows {
            if let index = sums.firstIndex(where: { $0.kind == row.kind && $0.direction == row.direction }) {
                sums[index].seconds += row.seconds
                sums[index].cost += row.cost
                sums[index].layers += 1
            } else {
                sums.append(row)
            }
        }
        return sums.map {
            var row = Row(
                name: "\($0.layers)", kind: $0.kind, direction: $0.direction, seconds: $0.seconds,
                cost: $0.cost)
            row.layers = $0.layers
            return row
        }.sorted { $0.seconds > $1.seconds }
    }
}
