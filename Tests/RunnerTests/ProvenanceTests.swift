import AblateRunner
import Foundation
import Testing

struct ProvenanceTests {
    @Test func hashIsThatOfTheFile() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("abc")
        try Data("abc".utf8).write(to: file)
        #expect(
            try Provenance.sha256(ofFile: file.path)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(throws: RunnerError.self) { try Provenance.sha256(ofFile: file.path + ".missing") }
    }

    @Test(arguments: [
        ("processor\t: 0\nmodel name\t: Some CPU @ 2.0GHz\nmodel name\t: Other\n", "Some CPU @ 2.0GHz"),
        (
            "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n",
            "implementer 0x41 part 0xd0c"
        ),
        ("", "unknown"),
    ])
    func processorIsNamed(cpuinfo: String, expected: String) {
        #expect(Provenance.cpuModel(cpuinfo: cpuinfo) == expected)
    }

    @Test func gatheringSaysWhatItWasTold() throws {
        let provenance = try Provenance.gather(threads: 3, instructionSet: "avx2")
        #expect(provenance.threads == 3)
        #expect(provenance.instructionSet == "avx2")
        #expect(provenance.binarySHA256.count == 64)
        #expect(provenance.swiftVersion.hasPrefix("6."))
        #expect(!provenance.host.isEmpty)
    }
}
