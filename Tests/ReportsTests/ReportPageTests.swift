import AblateReports
import Foundation
import Testing

@Suite("Report pages")
struct ReportPageTests {
    private static func page(title: String = "A study", pictures: Bool = true) throws -> String {
        let study = try ReportFixture.wholeStudy { $0.title = title }
        var options = StudyReport.Options()
        if pictures { options.testImages = .success(ReportFixture.testImages) }
        return try ReportFixture.report(study, try ReportFixture.wholeAttempts(study), options: options)
            .rendered(as: .html)
    }

    @Test func nothingIsAskedOfTheNetwork() throws {
        let page = try Self.page()
        let addresses = page.components(separatedBy: "http").dropFirst()
        for address in addresses { #expect(address.hasPrefix("://www.w3.org/2000/svg\"")) }
        for attribute in ["src=\"/", "href=\"/", "@import", "url("] { #expect(!page.contains(attribute)) }
    }

    @Test func everyFigureHasItsWordsAndAFormForNarrowPages() throws {
        let page = try Self.page()
        let figures = page.components(separatedBy: "<svg class=\"wide\"").count - 1
        #expect(figures == 5)
        #expect(page.components(separatedBy: "<svg class=\"narrow\"").count - 1 == figures)
        #expect(page.components(separatedBy: "<svg class=\"medium\"").count - 1 == figures)
        #expect(page.components(separatedBy: "role=\"img\" aria-labelledby=").count - 1 == 3 * figures)
        #expect(page.components(separatedBy: "<desc id=").count - 1 == 3 * figures)
        #expect(!page.contains("<desc id=\"roadmap-wide-desc\"></desc>"))
        #expect(page.contains("alt=\"Test image "))
        #expect(!page.contains("nan") && !page.contains("=\"inf"))
        // Every element that refers to another by id finds it.
        for part in page.components(separatedBy: "aria-labelledby=\"").dropFirst() {
            for id in part.prefix(while: { $0 != "\"" }).split(separator: " ") {
                #expect(page.components(separatedBy: "id=\"\(id)\"").count == 2, "\(id)")
            }
        }
    }

    /// A page loads itself again only when it was made so.
    @Test func aPageReloadsItselfOnlyWhenAskedTo() throws {
        let study = try ReportFixture.wholeStudy()
        let report = try ReportFixture.report(study, Array(try ReportFixture.wholeAttempts(study).prefix(5)))
        #expect(!report.isComplete)
        #expect(!report.rendered(as: .html).contains("http-equiv"))
        #expect(!report.rendered(as: .html).contains("location.reload"))
        #expect(
            report.rendered(as: .html, reloadSeconds: 2).contains(
                "<meta http-equiv=\"refresh\" content=\"2\">"))
    }

    /// What a caption names is drawn: bars, dots, diamonds, crosses, bands, branches.
    @Test(arguments: [1, 2, 3], [true, false])
    func captionsSpeakOfWhatIsDrawn(seeds: Int, hasReference: Bool) throws {
        let study = try ReportFixture.wholeStudy {
            $0.seeds = Array(0..<seeds)
            if !hasReference { for index in $0.steps.indices { $0.steps[index].paper = nil } }
        }
        let page = try ReportFixture.report(study, try ReportFixture.wholeAttempts(study)).rendered(as: .html)
        var found = Set<String>()
        let words: [(String, Regex<Substring>)] = [
            ("interval", /class="l (?:ours|paper|branch|ours-soft|paper-soft)"/),
            ("dots are seeds", /class="f seed"/),
            ("iamonds", /class="f paper"/), ("A cross", /class="l diverged"/), ("band", /class="f band"/),
            ("ranches", /(?:class="o branch"|>\([a-z0-9-]+\)<)/), ("dashed", /l [a-z-]+ dashed"/),
            ("filled circles", /class="f ours"/),
            ("open circles", /class="o branch"/), ("Pareto front", /class="f front"/),
        ]
        for part in page.components(separatedBy: "<figure id=\"figure-").dropFirst() {
            let pieces = part.components(separatedBy: "<figcaption>")
            let (drawn, caption) = (pieces[0], pieces[1].components(separatedBy: "</figcaption>")[0])
            for (word, shape) in words where caption.contains(word) {
                #expect(drawn.contains(shape), "\(word): \(caption)")
                found.insert(word)
            }
        }
        #expect(found.count >= (seeds > 1 ? 6 : 3), "\(found)")
        // No bar is drawn in a table, and no paper is spoken of where there is none.
        for caption in page.components(separatedBy: "<p class=\"caption\">").dropFirst() {
            #expect(!caption.components(separatedBy: "</p>")[0].contains("bars"))
        }
        if !hasReference { #expect(!page.contains("paper's") && !page.contains("ImageNet")) }
    }

    @Test func namesAreTextAndNeverMarkup() throws {
        let page = try Self.page(title: "<script>alert(1)</script> & \"so\" `on`")
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot;"))
    }

    @Test func withoutTheDataThePageSaysSo() throws {
        let page = try Self.page(pictures: false)
        #expect(page.contains("Accuracy by class is not shown. The data set was not looked for."))
        #expect(!page.contains("data:image/png"))
        #expect(try Self.page().contains("data:image/png"))
    }

    @Test func aThousandRunsStayUnderThreeMegabytes() throws {
        let study = try ReportFixture.wholeStudy { $0.seeds = Array(0..<63) }
        let page = try ReportFixture.report(study, try ReportFixture.wholeAttempts(study)).rendered(as: .html)
        #expect(study.steps.count * 63 > 1000)
        #expect(page.utf8.count < 3_000_000)
    }

    @Test func latexIsFloatsWithCaptionsAndLabelsOfSixColumns() throws {
        let study = try ReportFixture.wholeStudy()
        let text = try ReportFixture.report(study, try ReportFixture.wholeAttempts(study))
            .rendered(as: .latex)
        for part in ["\\begin{table}", "\\caption{", "\\label{tab:quick-"] {
            #expect(text.components(separatedBy: part).count == 4, "\(part)")
        }
        let lines = text.split(separator: "\n")
        let heads = lines.firstIndex {
            $0.contains("step & top-1 \\% & difference & paper's & MACs & params")
        }
        #expect(heads != nil)
        #expect(
            lines.contains {
                $0.wholeMatch(
                    of:
                        /kernel-7 & [0-9.]+ \$\\pm\$ [0-9.]+ \([23]\) & .*\[.*\] & \+0\.65.* & 7\.02 M & 494 k \\\\/
                ) != nil
            })
        for line in lines {
            #expect(line.unicodeScalars.allSatisfy(\.isASCII) || line.hasPrefix("%"), "\(line)")
        }
    }
}
