import AblateWords
import Testing

/// What errors of every room are made of.
@Suite struct SentencePartTests {
    /// Each reason as the system or Foundation words it.
    @Test(arguments: [
        ("no space left on device", "free some space or look elsewhere"),
        ("Disk quota exceeded", "free some space or look elsewhere"),
        ("database or disk is full", "free some space or look elsewhere"),
        ("Permission denied", "check who may write there, or look elsewhere"),
        ("read-only file system", "check who may write there, or look elsewhere"),
        ("file name too long", "give it a shorter name or path"),
        ("too many open files", "raise the limit of open files (`ulimit -n`)"),
        ("not a directory", "check the path, or look elsewhere"),
        ("input/output error", "look elsewhere"),
    ])
    func adviceFollowsTheReason(reason: String, advice: String) {
        #expect(WriteAdvice.on(reason, elsewhere: "look elsewhere") == advice)
    }

    @Test func oneOfAThingIsOne() {
        #expect(Count.of(1, "class", "classes") == "1 class")
        #expect(Count.of(0, "class", "classes") == "0 classes")
        #expect(Count.of(1, "run") == "1 run")
        #expect(Count.of(2, "run") == "2 runs")
    }
}
