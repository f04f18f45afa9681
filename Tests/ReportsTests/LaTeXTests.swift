import Reports
import Testing

@Suite struct LaTeXTests {
    @Test func `a table in LaTeX has the rules of booktabs`() {
        var table = Table(columns: [
            .init("id", "step_id"), .init("macs", "MACs"), .init("top1", "top-1 %"), .init("delta"),
            .init("identity", for: .programs),
        ])
        table.append([
            .text("a & b"), .integer(9_131_008), .fraction(0.7951, decimals: 2), .real(-0.31, decimals: 2),
            .text("a1"),
        ])
        table.append([.text("BN → LN"), .integer(5), .missing, .real(0.5, decimals: 2), .missing])
        table.setTotal([.text("total"), .integer(9_131_013), .missing, .missing, .missing])
        #expect(
            table.rendered(as: .latex) == #"""
                % \usepackage{booktabs}
                \begin{tabular}{lrrr}
                \toprule
                step\_id & MACs & top-1 \% & delta \\
                \midrule
                a \& b & 9,131,008 & 79.51 & $-$0.31 \\
                BN $\rightarrow$ LN & 5 &  & 0.50 \\
                \midrule
                total & 9,131,013 &  &  \\
                \bottomrule
                \end{tabular}
                """#)
    }

    @Test(arguments: [
        ("100% #1_{x}", ##"100\% \#1\_\{x\}"##), ("$5", #"\$5"#), (#"a\b"#, #"a\textbackslash{}b"#),
        ("~^", #"\textasciitilde{}\textasciicircum{}"#),
        ("a<b>c|d", #"a\textless{}b\textgreater{}c\textbar{}d"#),
        ("\"patchify\"", #"\textquotedbl{}patchify\textquotedbl{}"#), ("7×7", #"7$\times$7"#),
        ("[1,2]", "{[}1,2]"), ("two\nlines\u{1B}[0m", "two lines[0m"), ("é 日", "é 日"), ("-5", "-5"),
    ])
    func `text that means something to LaTeX is escaped`(text: String, escaped: String) {
        var table = Table(columns: [.init("text")])
        table.append([.text(text)])
        #expect(table.rendered(as: .latex).contains("\\midrule\n\(escaped) \\\\\n\\bottomrule"))
    }
}
