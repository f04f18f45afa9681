import AblateTables
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
                % Rules of the package booktabs where it is loaded, else plain ones.
                \providecommand{\toprule}{\hline}\providecommand{\midrule}{\hline}\providecommand{\bottomrule}{\hline}
                \noindent
                \begin{tabular}{@{}lrrr@{}}
                \toprule
                step\_id & MACs & top-1 \% & delta \\
                \midrule
                a \& b & 9.13 M & 79.51 & $-$0.31 \\
                BN $\rightarrow$ LN & 5.00 &  & 0.50 \\
                \midrule
                total & 9.13 M &  &  \\
                \bottomrule
                \end{tabular}
                """#)
    }

    @Test func `numbers have signs and exponents as in mathematics`() {
        var table = Table(columns: [.init("p")])
        for value in [1e-13, -0.5, 1.27e-7] { table.append([.real(value, decimals: 4)]) }
        let text = table.rendered(as: .latex)
        #expect(text.contains("\n$1\\cdot10^{-13}$ \\\\\n$-$0.5000 \\\\\n$1.3\\cdot10^{-7}$ \\\\\n"))
    }

    @Test func `a wide table is parted by columns, a long one by rows`() {
        var table = Table(
            columns: [.init("study"), .init("id")] + (0..<14).map { .init("a_long_title_\($0)") })
        for row in 0..<60 {
            table.append(
                [.text("quick"), .text("row-\(row)")]
                    + (0..<14).map { .real(Double($0) * 1234.5, decimals: 3) })
        }
        let text = table.rendered(as: .latex)
        let parts = text.components(separatedBy: "\\begin{tabular}").dropFirst()
        #expect(parts.count >= 4)
        // Each part says which row is which, and no cell is lost.
        #expect(parts.allSatisfy { $0.contains("study & id &") })
        for row in 0..<60 { #expect(text.contains("quick & row-\(row) & ")) }
        #expect(text.components(separatedBy: "14814.000").count == 61)
    }

    @Test(arguments: [
        ("100% #1_{x}", ##"100\% \#1\_\{x\}"##), ("$5", #"\$5"#), (#"a\b"#, #"a\textbackslash{}b"#),
        ("~^", #"\textasciitilde{}\textasciicircum{}"#),
        ("a<b>c|d", #"a\textless{}b\textgreater{}c\textbar{}d"#),
        // Paired quotation marks: T1's straight one is unknown under OT1.
        ("\"patchify\" \"stem\"", "``patchify'' ``stem''"), ("7×7", #"7$\times$7"#),
        ("[1,2]", "{[}1,2]"), ("*", "{*}"), ("two\nlines\u{1B}[0m", "two lines[0m"), ("-5", "-5"),
        ("--steps", "-{}-steps"), ("`code`", #"\`{}code\`{}"#),
        ("é ñ ü Ş ß ł", #"\'{e} \~{n} \"{u} \c{S} \ss{} \l{}"#), ("e\u{301}", #"\'{e}"#),
        ("α → β ≤ ±2 −1", #"$\alpha$ $\rightarrow$ $\beta$ $\leq$ $\pm$2 $-$1"#),
        // What pdfLaTeX's own fonts lack.
        ("日 🇩", "U+65E5 U+1F1E9"), ("Ж", "U+0416"),
    ])
    func `text that means something to LaTeX is escaped`(text: String, escaped: String) {
        var table = Table(columns: [.init("text")])
        table.append([.text(text)])
        #expect(table.rendered(as: .latex).contains("\\midrule\n\(escaped) \\\\\n\\bottomrule"))
    }
}
