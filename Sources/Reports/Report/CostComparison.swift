import AblateStatistics

/// Accuracy against what it costs, in four currencies, and at equal budgets.
package struct CostComparison: Sendable {
    package let points: [Point]
    package let budgets: Budgets?

    package enum Currency: String, CaseIterable, Sendable {
        case macs
        case parameters
        case seconds
        /// Seconds a training image, so that less is better.
        case secondsPerImage
    }

    package struct Point: Sendable {
        package let id: String
        package let isBranch: Bool
        let isPeer: Bool
        package let top1Mean: Double
        package let macs: Int
        package let parameters: Int
        /// Of a whole run, evaluation included; mean over the runs.
        package let seconds: Double?
        /// While training; mean over the runs.
        package let imagesPerSecond: Double?
        /// Whether no other row costs at most as much and is at least as accurate.
        package internal(set) var isOnFront: [Currency: Bool] = [:]
        /// How often it is when runs are drawn anew; `nil` where a row has a single run.
        package internal(set) var frontShare: [Currency: Double] = [:]

        /// Of the forward and backward pass, three times the forward pass's; in 10⁹ a second.
        package var trainingGMACsPerSecond: Double? { imagesPerSecond.map { 3 * Double(macs) * $0 / 1e9 } }

        func cost(in currency: Currency) -> Double? {
            switch currency {
            case .macs: Double(macs)
            case .parameters: Double(parameters)
            case .seconds: seconds
            case .secondsPerImage: imagesPerSecond.map { 1 / $0 }
            }
        }
    }

    /// What every row comes to where the cheapest row's training ends.
    package struct Budgets: Sendable {
        /// Epochs that every row has.
        package let epochs: Int
        /// Multiply–accumulates of training, three forward passes an image.
        package let trainingMACs: Double
        /// Of training and testing.
        package let seconds: Double
        package let rows: [Row]

        package struct Row: Sendable {
            package let id: String
            package let isBranch: Bool
            /// `nil` where the first epoch alone exceeds the budget.
            package let atEpochs: Double?
            package let atMACs: Double?
            package let atSeconds: Double?
        }
    }

    init(steps: [ReportStep], trainImages: Int) {
        let measured = steps.filter { $0.n > 0 }
        var points = measured.compactMap { step in
            step.top1.mean.map {
                Point(
                    id: step.id, isBranch: step.isBranch, isPeer: step.isPeer, top1Mean: $0, macs: step.macs,
                    parameters: step.parameters, seconds: step.seconds.mean,
                    imagesPerSecond: step.imagesPerSecond.mean)
            }
        }
        for currency in Currency.allCases {
            let costs = points.compactMap { $0.cost(in: currency) }
            guard costs.count == points.count else { continue }
            let members = ParetoFront.members(costs: costs, scores: points.map(\.top1Mean))
            let shares = try? ParetoFront.membership(
                costs: costs, scores: measured.map { $0.runs.map(\.top1) }, resamples: 2_000)
            for index in points.indices {
                points[index].isOnFront[currency] = members[index]
                points[index].frontShare[currency] = shares?[index]
            }
        }
        self.points = points
        budgets = Budgets(measured, trainImages: trainImages)
    }
}

extension CostComparison.Budgets {
    fileprivate init?(_ steps: [ReportStep], trainImages: Int) {
        let steps = steps.filter { !$0.curve.epochs.isEmpty }
        func macs(_ step: ReportStep, _ epoch: LearningCurve.Epoch) -> Double {
            3 * Double(step.macs) * Double(trainImages) * Double(epoch.epoch)
        }
        let ends = steps.compactMap { step in
            step.curve.epochs.last.map { (epoch: $0.epoch, macs: macs(step, $0), seconds: $0.secondsMean) }
        }
        guard let epochs = ends.map(\.epoch).min(), let leastMACs = ends.map(\.macs).min(),
            let leastSeconds = ends.map(\.seconds).min()
        else { return nil }
        self.epochs = epochs
        trainingMACs = leastMACs
        seconds = leastSeconds
        rows = steps.map { step in
            Row(
                id: step.id, isBranch: step.isBranch,
                atEpochs: step.curve.epochs.first { $0.epoch == epochs }?.top1.mean,
                atMACs: step.curve.top1(at: leastMACs) { macs(step, $0) },
                atSeconds: step.curve.top1(at: leastSeconds, cost: \.secondsMean))
        }
    }
}
