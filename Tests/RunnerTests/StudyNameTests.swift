import AblateRunner
import Testing

struct StudyNameTests {
    @Test(arguments: ["quick", "quick-epochs-6", "größe_2", "a.b=c+d,e@f", "2x", "實驗"])
    func whatNeedsNoQuotesIsAName(name: String) {
        #expect(StudyName.isValid(name))
        #expect(name.quotedForShell == name)
    }

    @Test(arguments: [
        "", " ", "a b", "-a", ".a", "a/b", "a'b", "$a", "a\n", "~a", "a*", "a\u{202E}b",
        String(repeating: "a", count: 81),
    ])
    func whatAShellReadsSomethingIntoIsNone(name: String) {
        #expect(!StudyName.isValid(name))
    }

    @Test func anOldNameIsQuoted() {
        #expect("quick epochs=6".quotedForShell == "'quick epochs=6'")
        #expect("it's".quotedForShell == #"'it'\''s'"#)
    }

    @Test func accentsAreOneWayWhicheverWayTheyWereTyped() {
        #expect(Array(StudyName.normalised("e\u{301}").unicodeScalars) == ["\u{E9}"])
    }
}
