// swift-tools-version: 6.0
import PackageDescription

// Imports go down this list, never back up.
let package = Package(
    name: "Ablate",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "ablate", targets: ["ablate"]),
        .library(name: "Architectures", targets: ["Architectures"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        .executableTarget(
            name: "ablate",
            dependencies: [
                "Experiments", "Reports", "Results", "Runner", "Statistics", "Training", "Datasets",
                "Architectures", "Kernels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "Experiments", dependencies: ["Runner", "Training", "Datasets", "Architectures"],
            path: "Experiments"),
        .target(
            name: "Reports",
            dependencies: ["Results", "Runner", "Statistics", "Training", "Datasets", "Architectures"]),
        .target(
            name: "Results",
            dependencies: [
                "Runner", "Statistics", "Training", "Architectures",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "Runner", dependencies: ["Training", "Datasets", "Architectures", "AblateRuns"]),
        .target(name: "Statistics"),
        .target(
            name: "Training", dependencies: ["Datasets", "Architectures", "Kernels", "AblateRuns"]),
        .target(
            name: "Datasets",
            dependencies: [
                "Architectures", "Kernels", "AblateRuns", "CZlib", "LibArchive", "CPNG", "CJPEG",
            ]),
        .target(name: "Architectures"),
        // What a run is.
        .target(name: "AblateRuns", dependencies: ["CAblateCrypto"], path: "Sources/Runs"),
        .systemLibrary(
            name: "CAblateCrypto", path: "Sources/CCrypto", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
        .target(name: "Kernels", dependencies: ["CKernels", "COpenBLAS"]),
        .target(name: "CKernels"),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "LibArchive", pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
        .target(name: "CPNG", dependencies: ["LibPNG"]),
        .systemLibrary(
            name: "LibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .target(name: "CJPEG", dependencies: ["LibJPEG"]),
        .systemLibrary(
            name: "LibJPEG", pkgConfig: "libjpeg",
            providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .testTarget(name: "ArchitecturesTests", dependencies: ["Architectures", "Experiments"]),
        .testTarget(name: "ExperimentsTests", dependencies: ["Experiments", "Architectures"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "Results", "Runner", "Experiments", "Datasets", "Statistics"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["Goldens"]),
        .testTarget(
            name: "DatasetsTests",
            dependencies: ["Datasets", "AblateRuns", "CZlib"],
            exclude: ["Goldens", "known-leaks.txt"]),
        .testTarget(
            name: "KernelsTests", dependencies: ["Kernels", "CKernels"], exclude: ["Goldens"]),
        .testTarget(
            name: "TrainingTests", dependencies: ["Training", "Experiments", "Architectures", "Kernels"],
            exclude: ["Goldens"]),
        .testTarget(name: "RunnerTests", dependencies: ["Runner", "Experiments"]),
        .testTarget(
            name: "ResultsTests",
            dependencies: [
                "Results", "Statistics", "Runner", "Experiments",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], exclude: ["Databases"]),
        // Runs the built executable as a user would.
        .testTarget(
            name: "CommandTests",
            dependencies: ["ablate", "Reports", "Results", "Training", "Datasets", "CPNG", "LibJPEG"]),
    ],
    swiftLanguageModes: [.v6]
)
