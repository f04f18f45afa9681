// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house. Imports go down this list, never back up; a test holds the arrows. Every target has a name that
// nobody else would choose, since names must be unique among all packages of somebody's graph.
/// What `AblateKit` exports. The product names each of them, for SwiftPM compiles a target anew only where the interface of
/// a target that it names itself has changed, and `AblateKit`'s own never does: a program would go on with the old layout
/// of a type and crash.
let exported = [
    "AblateCommands", "AblateRunner", "AblateDatasets", "AblateRoadmaps", "AblateRuns", "AblateArchitectures",
]

let package = Package(
    name: "Ablate",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "ablate", targets: ["ablate"]),
        .library(name: "AblateKit", targets: ["AblateKit"] + exported),
        .library(name: "AblateExperiments", targets: ["AblateExperiments"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        .executableTarget(
            name: "ablate",
            dependencies: ["AblateKit", "AblateExperiments"] + exported.map { .byName(name: $0) }),
        .target(name: "AblateKit", dependencies: exported.map { .byName(name: $0) }),
        .target(
            name: "AblateCommands",
            dependencies: [
                "AblateReports", "AblateResults", "AblateRunner", "AblateTraining", "AblateDatasets",
                "AblateRoadmaps", "AblateRuns", "AblateArchitectures", "AblateKernels", "AblateStatistics",
                "AblateTables", "AblateWords",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Sources/Commands"),
        .target(
            name: "AblateExperiments",
            dependencies: ["AblateRunner", "AblateRoadmaps", "AblateRuns", "AblateArchitectures"],
            path: "Experiments"),
        .target(
            name: "AblateReports",
            dependencies: [
                "AblateResults", "AblateRunner", "AblateDatasets", "AblateRuns", "AblateArchitectures",
                "AblateStatistics", "AblateTables", "AblateFigures", "AblateWords",
            ], path: "Sources/Reports"),
        .target(
            name: "AblateResults",
            dependencies: [
                "AblateRunner", "AblateRuns", "AblateArchitectures", "AblateStatistics", "AblateWords",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], path: "Sources/Results"),
        .target(
            name: "AblateRunner",
            dependencies: [
                "AblateRoadmaps", "AblateRuns", "AblateArchitectures", "AblateWords", "CAblateArchive",
            ], path: "Sources/Runner"),
        .target(
            name: "AblateRoadmaps",
            dependencies: ["AblateRuns", "AblateArchitectures", "AblateRandomness", "AblateWords"],
            path: "Sources/Roadmaps"),
        .target(
            name: "AblateTraining",
            dependencies: [
                "AblateDatasets", "AblateRuns", "AblateArchitectures", "AblateKernels", "AblateRandomness",
            ], path: "Sources/Training"),
        .target(
            name: "AblateDatasets",
            dependencies: [
                "AblateRuns", "AblateArchitectures", "AblateRandomness", "AblateWords", "CAblateZlib",
                "CAblateArchive", "CAblatePNG", "CAblateJPEG",
            ], path: "Sources/Datasets"),
        .target(
            name: "AblateRuns", dependencies: ["AblateArchitectures", "AblateWords", "CAblateCrypto"],
            path: "Sources/Runs"),
        .target(name: "AblateArchitectures", path: "Sources/Architectures"),
        .target(
            name: "AblateKernels", dependencies: ["CAblateKernels", "CAblateOpenBLAS"],
            path: "Sources/Kernels"),
        // Without a domain.
        .target(name: "AblateFigures", dependencies: ["AblateWords"], path: "Sources/Figures"),
        .target(name: "AblateTables", dependencies: ["AblateWords"], path: "Sources/Tables"),
        .target(name: "AblateStatistics", path: "Sources/Statistics"),
        .target(name: "AblateRandomness", path: "Sources/Randomness"),
        .target(name: "AblateWords", path: "Sources/Words"),
        // C, and what the system has.
        .target(name: "CAblateKernels", path: "Sources/CKernels"),
        .target(name: "CAblatePNG", dependencies: ["CAblateLibPNG"], path: "Sources/CPNG"),
        .target(name: "CAblateJPEG", dependencies: ["CAblateLibJPEG"], path: "Sources/CJPEG"),
        .systemLibrary(
            name: "CAblateOpenBLAS", path: "Sources/COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CAblateCrypto", path: "Sources/CCrypto", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
        .systemLibrary(
            name: "CAblateZlib", path: "Sources/CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CAblateArchive", path: "Sources/LibArchive", pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
        .systemLibrary(
            name: "CAblateLibPNG", path: "Sources/LibPNG", pkgConfig: "libpng",
            providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CAblateLibJPEG", path: "Sources/LibJPEG", pkgConfig: "libjpeg",
            providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),

        .testTarget(name: "WordsTests", dependencies: ["AblateWords"]),
        .testTarget(name: "RandomnessTests", dependencies: ["AblateRandomness"]),
        .testTarget(
            name: "StatisticsTests", dependencies: ["AblateStatistics"], exclude: ["Goldens"]),
        .testTarget(name: "TablesTests", dependencies: ["AblateTables", "AblateWords"]),
        .testTarget(
            name: "KernelsTests", dependencies: ["AblateKernels", "AblateRandomness", "CAblateKernels"],
            exclude: ["Goldens"]),
        .testTarget(
            name: "ArchitecturesTests",
            dependencies: ["AblateArchitectures", "AblateRoadmaps", "AblateRuns", "AblateExperiments"]),
        .testTarget(
            name: "RoadmapsTests",
            dependencies: ["AblateRoadmaps", "AblateRuns", "AblateArchitectures", "AblateExperiments"]),
        .testTarget(
            name: "RunsTests",
            dependencies: ["AblateRuns", "AblateRoadmaps", "AblateArchitectures", "AblateExperiments"]),
        .testTarget(
            name: "DatasetsTests",
            dependencies: [
                "AblateDatasets", "AblateRuns", "AblateArchitectures", "AblateRandomness", "AblateWords",
                "CAblateZlib",
            ], exclude: ["Goldens", "known-leaks.txt"]),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "AblateTraining", "AblateDatasets", "AblateRoadmaps", "AblateRuns", "AblateArchitectures",
                "AblateExperiments",
                "AblateKernels", "AblateRandomness",
            ], exclude: ["Goldens"]),
        .testTarget(
            name: "RunnerTests",
            dependencies: [
                "AblateRunner", "AblateRoadmaps", "AblateRuns", "AblateArchitectures", "AblateExperiments",
            ]),
        .testTarget(
            name: "ResultsTests",
            dependencies: [
                "AblateResults", "AblateRunner", "AblateRoadmaps", "AblateRuns", "AblateArchitectures",
                "AblateStatistics",
                "AblateExperiments", .product(name: "GRDB", package: "GRDB.swift"),
            ], exclude: ["Databases"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "AblateReports", "AblateResults", "AblateRunner", "AblateDatasets", "AblateRoadmaps",
                "AblateRuns",
                "AblateArchitectures", "AblateStatistics", "AblateTables", "AblateFigures", "AblateWords",
                "AblateExperiments",
            ]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: ["AblateExperiments", "AblateRoadmaps", "AblateArchitectures"]),
        // Reads the package's own description.
        .testTarget(name: "PackageTests"),
        // Runs the built executable as a user would.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "ablate", "AblateCommands", "AblateReports", "AblateResults", "AblateRunner",
                "AblateTraining", "AblateKernels", "AblateDatasets", "AblateRuns", "AblateTables",
                "AblateWords", "CAblatePNG",
                "CAblateLibJPEG",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
