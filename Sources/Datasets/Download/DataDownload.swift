/// Where a data set's files can be had, and what they must be.
public struct DataDownload: Hashable, Sendable {
    /// A file, and what it must be.
    public struct File: Hashable, Sendable {
        /// What follows the address.
        public let name: String
        /// Lower-case hexadecimal.
        public let sha256: String

        /// A file of that name and SHA-256.
        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// Of the data set.
    public let name: String
    /// The address that file names are added to.
    public let home: String
    /// What is fetched.
    public let files: [File]

    /// Files of a data set at an address.
    public init(name: String, home: String, files: [File]) {
        self.name = name
        self.home = home
        self.files = files
    }

    /// The data sets' own homes; MNIST's first one does not let programs in any more, and this copy is the one that
    /// the field uses.
    static let all = [
        DataDownload(
            name: "fashion-mnist", home: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            files: [
                File(
                    name: "train-images-idx3-ubyte.gz",
                    sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                File(
                    name: "train-labels-idx1-ubyte.gz",
                    sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                File(
                    name: "t10k-images-idx3-ubyte.gz",
                    sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                File(
                    name: "t10k-labels-idx1-ubyte.gz",
                    sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ]),
        DataDownload(
            name: "mnist", home: "https://ossci-datasets.s3.amazonaws.com/mnist/",
            files: [
                File(
                    name: "train-images-idx3-ubyte.gz",
                    sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                File(
                    name: "train-labels-idx1-ubyte.gz",
                    sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                File(
                    name: "t10k-images-idx3-ubyte.gz",
                    sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                File(
                    name: "t10k-labels-idx1-ubyte.gz",
                    sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ]),
        DataDownload(
            name: "cifar-10", home: "https://www.cs.toronto.edu/~kriz/",
            files: [
                File(
                    name: "cifar-10-binary.tar.gz",
                    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
            ]),
        DataDownload(
            name: "cifar-100", home: "https://www.cs.toronto.edu/~kriz/",
            files: [
                File(
                    name: "cifar-100-binary.tar.gz",
                    sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")
            ]),
    ]
}
