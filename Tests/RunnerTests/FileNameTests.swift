import AblateRunner
import Testing

struct FileNameTests {
    @Test(arguments: ["quick", "quick-epochs-6", "a_b", "x=1,y+2@z.3", "0"])
    func aPlainNameIsItsOwn(name: String) {
        #expect(FileName.of(name) == name)
    }

    /// What a file system would take for one name, or refuse.
    @Test func noTwoNamesShareAFile() {
        let long = String(repeating: "learning-rate=0.1 ", count: 30)
        let names = [
            "a b", "a_b", "a/b", "a?b", "A_b", "a_B", "A B", "é", "e", "_", "ö", "", " ", ".", "..",
            ".hidden", "_hidden", long, long + "x", String(repeating: "y", count: 101),
            String(repeating: "y", count: 102), FileName.of("a b"), FileName.of("A_b"), "quick-0123456789ab",
            "名前", "名字",
        ]
        let files = names.map { FileName.of($0) }
        #expect(Set(files.map { $0.lowercased() }).count == names.count)
        for file in files {
            #expect(file.utf8.count <= 120 && !file.hasPrefix("."))
            #expect(file.wholeMatch(of: /[A-Za-z0-9._\-=+,@]+/) != nil, "\(file)")
        }
        #expect(FileName.of("quick epochs=1").wholeMatch(of: /quick_epochs=1-[0-9a-f]{12}/) != nil)
    }
}
