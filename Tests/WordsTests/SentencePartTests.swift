import AblateWords
import Testing

/// What errors of every room are made of.
@Suite struct SentencePartTests {
    /// Each reason as the system or Foundation words it.
    @Test(arguments: [
        ("no space left on device", "free some space or choose another folder"),
        ("Disk quota exceeded", "free some space or choose another folder"),
        ("database or disk is full", "free some space or choose another folder"),
        ("Permission denied", "check who may write there, or choose another folder"),
        ("read-only file system", "check who may write there, or choose another folder"),
        ("file name too long", "give it a shorter name or path"),
        ("too many open files", "raise the limit of open files (`ulimit -n`)"),
        ("not a directory", "check the path, or choose another folder"),
        ("input/output error", "choose another folder"),
    ])
    func adviceFollowsTheReason(reason: String, advice: String) {
        #expect(WriteAdvice.on(reason, elsewhere: .otherResultsFolder) == advice)
    }

    @Test func oneOfAThingIsOne() {
        #expect(Units.plural(1, "class", "classes") == "1 class")
        #expect(Units.plural(0, "class", "classes") == "0 classes")
        #expect(Units.plural(1, "run") == "1 run")
        #expect(Units.plural(2, "run") == "2 runs")
    }
}
