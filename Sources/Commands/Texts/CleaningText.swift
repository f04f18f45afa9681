import AblateRunner
import AblateTables
import Foundation

/// What was cleaned, or would be, and what stays: a row a thing for programs, sums of each kind for people.
package struct CleaningText {
    private let isDryRun: Bool
    private var going: [(item: Cleaning.Item, bytes: Int)]
    private let staying: [Cleaning.Item]

    package init(_ cleaning: Cleaning, isDryRun: Bool) {
        self.isDryRun = isDryRun
        going = isDryRun ? cleaning.going.map { ($0, $0.bytes) } : []
        staying = cleaning.staying
    }

    /// Notes that something was cleaned.
    package mutating func note(_ item: Cleaning.Item, freed bytes: Int) { going.append((item, bytes)) }

    package func rendered(as format: OutputFormat, width: Int? = nil) -> String {
        guard format.isForPeople else { return rows.rendered(as: format) }
        let total = DiskUsage.text(going.reduce(0) { $0 + $1.bytes })
        let sentence =
            if going.isEmpty { "There is nothing to clean." } else if isDryRun {
                "\(total) would be freed; nothing was changed."
            } else { "\(total) freed." }
        var parts = [summary.rendered(as: format, width: width), sentence]
        if going.isEmpty && staying.isEmpty { parts.removeFirst() }
        if isDryRun, !going.isEmpty { parts.insert(rows.rendered(as: format, width: width), at: 0) }
        return parts.joined(separator: "\n\n")
    }

    private var rows: Table {
        var table = Table(columns: [
            .init("action"), .init("kind"), .init("path"), .init("bytes", for: .programs),
            .init("size", for: .people), .init("reason", for: .programs),
        ])
        for (item, bytes) in going {
            table.append([
                .text(isDryRun ? "remove" : "removed"), .text(item.kind.rawValue), .text(item.path),
                .integer(bytes),
                .text(DiskUsage.text(bytes)), .missing,
            ])
        }
        for item in staying {
            table.append([
                .text("keep"), .text(item.kind.rawValue), .text(item.path), .integer(item.bytes),
                .text(DiskUsage.text(item.bytes)), .text(item.reason),
            ])
        }
        return table
    }

    private var summary: Table {
        var table = Table(columns: [.init("kind"), .init("items"), .init("size"), .init("action")])
        for kind in Cleaning.Kind.allCases {
            let gone = going.filter { $0.item.kind == kind }
            if !gone.isEmpty {
                table.append([
                    .text(kind.rawValue), .integer(gone.count),
                    .text(DiskUsage.text(gone.reduce(0) { $0 + $1.bytes })),
                    .text(isDryRun ? "goes" : "removed"),
                ])
            }
            let kept = staying.filter { $0.kind == kind }
            if let first = kept.first {
                table.append([
                    .text(kind.rawValue), .integer(kept.count),
                    .text(DiskUsage.text(kept.reduce(0) { $0 + $1.bytes })),
                    .text("stays: \(first.reason ?? "")"),
                ])
            }
        }
        return table
    }
}
