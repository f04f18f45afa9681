// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "MyStudies",
    platforms: [.macOS(.v14)],
    dependencies: [
        // Elsewhere: .package(url: "https://…/ablate", from: "0.2.0")
        .package(name: "Ablate", path: "../../..")
    ],
    targets: [
        .executableTarget(
            name: "mystudies",
            dependencies: [
                .product(name: "AblateKit", package: "Ablate"), "Results", "Training", "CZlib",
            ]),
        // Names that everybody uses: none of Ablate's may be among them.
        .target(name: "Results"),
        .target(name: "Training"),
        .target(name: "CZlib"),
    ],
    swiftLanguageModes: [.v6]
)
