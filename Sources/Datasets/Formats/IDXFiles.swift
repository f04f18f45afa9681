import Foundation

/// Where a data set of four IDX files comes from and what its labels mean.
package struct IDXFiles: DataFormat, Hashable {
    package var name: String
    /// By label.
    package var classNames: [String]
    /// The Debian package that holds the files, and the folder where it puts them; `nil` where there is none.
    package var package: String?
    package var folder: String?
    /// Names without `.gz`.
    package var trainImages = "train-images-idx3-ubyte"
    package var trainLabels = "train-labels-idx1-ubyte"
    package var testImages = "t10k-images-idx3-ubyte"
    package var testLabels = "t10k-labels-idx1-ubyte"

    package var files: [String] { [trainImages, trainLabels, testImages, testLabels] }

    package static let all = [fashionMNIST, mnist]

    /// Zalando's articles (Xiao et al., arXiv:1708.07747): 60,000 + 10,000 grey images of 28×28, 10 classes.
    package static let fashionMNIST = IDXFiles(
        name: "fashion-mnist",
        classNames: [
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
            "Ankle boot",
        ],
        package: "dataset-fashion-mnist", folder: "/usr/share/datasets/fashion-mnist")

    /// Handwritten digits (LeCun et al., 1998), in files of the same names and shapes.
    package static let mnist = IDXFiles(
        name: "mnist", classNames: (0...9).map(String.init), package: nil, folder: nil)
}

extension IDXFiles {
    /// Folders that its files are looked for in.
    func places(_ directory: String?, _ environment: [String: String]) -> [String] {
        DataPlaces.of(
            name, directory: directory, environment: environment, packageFolder: folder,
            isAlone: package != nil)
    }

    package func load(
        from directory: String?, onBadImage: BadImagePolicy
    ) throws(DatasetError) -> DataSource {
        .memory(
            try Dataset.load(
                self, directory: directory, environment: ProcessInfo.processInfo.environment))
    }

    package func paths(in directory: String?) -> [String] {
        for place in places(directory, ProcessInfo.processInfo.environment) {
            let present = files.compactMap { file in
                ["\(place)/\(file).gz", "\(place)/\(file)"].first(where: FileManager.default.fileExists)
            }
            if !present.isEmpty { return present }
        }
        return []
    }

    package var download: DataDownload? { DataDownload.all.first { $0.name == name } }
}
