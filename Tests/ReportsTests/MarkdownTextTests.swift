import AblateRunner
import AblateTables
import Foundation
import Testing

/// Names as users give them, shown as they are. What GitHub's renderer (cmark-gfm) makes of each right side was looked
/// at: the left side, as text.
@Suite struct MarkdownTextTests {
    static let names = [
        ("__background__", #"\_\_background\_\_"#), ("_noise_", #"\_noise\_"#), ("top1_mean", "top1_mean"),
        ("a__b", "a__b"), ("_a_b", #"\_a_b"#), ("~~x~~", #"\~\~x\~\~"#), ("[x](y)", #"[x\](y)"#),
        ("![x][y]", #"![x\][y]"#), ("[1.5, 2]", "[1.5, 2]"), ("<b>", #"\<b>"#), ("a|b", #"a\|b"#),
        ("`code`", #"\`code\`"#), ("*x*", #"\*x\*"#), ("&amp;", #"\&amp;"#), ("&#42;", #"\&#42;"#),
        ("a & b", "a & b"), ("$x$", #"\$x\$"#), (#"a\b"#, #"a\\b"#), ("two\nlines", "two<br>lines"),
        ("\u{202E}x\u{1B}", #"\\u202ex\\u001b"#), ("C#", ##"C\#"##), ("-0.31", "-0.31"),
    ]

    @Test(arguments: names)
    func `heads and cells show names as they are`(name: String, escaped: String) {
        var table = Table(columns: [.init("key", name)])
        table.append([.text(name)])
        #expect(table.rendered(as: .markdown) == "| \(escaped) |\n| --- |\n| \(escaped) |")
    }

    /// In sentences a name is code, and a title begins no heading, list or quotation.
    @Test(arguments: [
        ("# five", "\\# five."), ("- five", "\\- five."), ("+ five", "\\+ five."), ("> five", "\\> five."),
        ("1. five", "1\\. five."), ("2) five", "2\\) five."), ("__five__", #"\_\_five\_\_."#),
        ("`five` <b>", #"\`five\` \<b>."#), ("5.2 points", "5.2 points."),
    ])
    func `sentences of a report do`(title: String, beginning: String) throws {
        let study = try ReportFixture.study("a`b|c", steps: ["resnet-50"], seeds: [0], paper: [:]) {
            $0.title = title
        }
        let report = try ReportFixture.report(study, [])
        let lines = report.rendered(as: .markdown).split(separator: "\n")
        #expect(lines[0] == "# Study a\\`b\\|c")
        #expect(lines[1].hasPrefix(beginning), "\(lines[1])")
        #expect(
            lines.contains {
                $0.hasPrefix("Query: ``SELECT") && $0.contains("'a`b|c'") && $0.hasSuffix("``")
            })
        let page = report.rendered(as: .html)
        #expect(page.contains("<h1>Study a`b|c</h1>"))
        let literal = title.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        #expect(page.contains("<p class=\"lead\">\(literal). "))
    }

    @Test func `sentences beside a table do`() {
        let text = "__a__: 3 runs.\n- 'x|y' \u{1B}[2J failed; see `ablate status`."
        #expect(
            OutputFormat.markdown.sentences(text)
                == #"\_\_a\_\_: 3 runs."# + "\n" + #"\- 'x\|y' \\u001b[2J failed; see `ablate status`."#)
        #expect(
            OutputFormat.table.sentences(text)
                == "__a__: 3 runs.\n- 'x|y' \\u001b[2J failed; see `ablate status`.")
    }

    @Test func `cells of a page show names as they are`() throws {
        let study = try ReportFixture.study("`a` \u{202E}<b>", steps: ["resnet-50"], seeds: [0], paper: [:])
        let page = try ReportFixture.report(study, []).rendered(as: .html)
        #expect(page.contains("<td>`a` \\u202e&lt;b&gt;: ") || page.contains(">`a` \\u202e&lt;b&gt;: "))
        #expect(!page.contains("\u{202E}"))
    }
}
