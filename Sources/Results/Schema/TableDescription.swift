/// What a table or view of the database holds, for people: a sentence, and one for each column.
package struct TableDescription: Hashable, Sendable {
    package let name: String
    package let purpose: String
    /// By column.
    package let columns: [String: String]

    private init(_ name: String, _ purpose: String, _ columns: String, _ own: [String: String] = [:]) {
        self.name = name
        self.purpose = purpose
        let names = columns.split(separator: " ").map(String.init)
        self.columns = Dictionary(
            uniqueKeysWithValues: names.map { ($0, own[$0] ?? Self.columns[$0] ?? "") })
    }

    private static let runNumber = ["id": "Number of the row."]
    private static let effect = [
        "position": "Place of the player in the roadmap's order, from zero.",
        "n": "Seeds that every row of the estimate completed.",
        "reason": "Why a number is missing, in a sentence; else NULL.",
    ]

    package static let views = [
        TableDescription(
            "v_study", "A row a study: what it declares and how far it has come.",
            "study title regime roadmap seeds steps n_planned n n_diverged n_failed started finished "
                + "protocol_sha256"),
        TableDescription(
            "v_step", "A row a step: cost, completed runs, mean and sd of their accuracy, speed.",
            "study position id title branch macs parameters n n_planned n_diverged n_failed top1_mean top1_sd "
                + "seconds_mean images_per_second_mean peer designed"),
        TableDescription(
            "v_delta",
            "A row a step: what it is worth against the adopted step before it (the nearest that the study has) and "
                + "against the first row, paired by seed.",
            "study position id branch predecessor n_pairs delta_mean delta_sd baseline_n_pairs "
                + "baseline_delta_mean baseline_delta_sd reference delta_lower delta_upper delta_p delta_p_holm "
                + "baseline baseline_delta_lower baseline_delta_upper baseline_delta_p peer designed"),
        TableDescription(
            "v_pair", "A row a difference between two completed runs of equal seed, which v_delta averages.",
            "study position id against reference seed delta"),
        TableDescription(
            "v_subset",
            "A row a row of a study that asks designs: the players of each space that are on in it, and its accuracy.",
            "study space position id players n_players macs n top1_mean top1_sd"),
        TableDescription(
            "v_effect",
            "A row an estimate of what a player of a design, such as a step, is worth, paired by seed.",
            "study space position player estimate n mean lower upper p p_holm n_orders n_orders_planned reason",
            effect),
        TableDescription(
            "v_order_dependence", "A row a player: whether it is worth the same wherever it was measured.",
            "study space position player n_places n least most f p p_holm detectable verdict", effect),
        TableDescription(
            "v_interaction",
            "A row a pair of players: what they are worth together beyond what each is worth.",
            "study space first_position second_position first second n mean lower upper p p_holm", effect),
        TableDescription(
            "v_paper", "A row a step: ours beside the reference's; compare the differences, not the levels.",
            "study position id title n top1_mean top1_sd delta_mean paper_regime paper_top1_mean paper_top1_sd "
                + "paper_seeds paper_delta macs paper_gmacs reference"),
        TableDescription(
            "v_run", "A row a run that a study asked for: its architecture, its protocol, one of its seeds.",
            "study position id seed status top1 test_loss train_loss seconds cpu_seconds images_per_second "
                + "peak_memory_bytes diverged_at_step attempt finished weights_sha256 identity_sha256"),
        TableDescription(
            "v_epoch", "A row an epoch of such a run.",
            "study position id seed status epoch train_loss test_loss top1 learning_rate train_seconds "
                + "test_seconds images_per_second"),
        TableDescription(
            "v_attempt", "A row an attempt at such a run: how it ended, with what and where it was made.",
            "study position id seed identity_sha256 number status started ended seconds failure git_commit "
                + "git_diff_sha256 binary_sha256 swift_version cpu_model instruction_set threads host"),
        TableDescription(
            "v_failure", "A row an attempt at such a run that failed or diverged, with the reason.",
            "study position id seed identity_sha256 number status reason run_status started ended seconds"),
        TableDescription(
            "v_layer", "A row a layer of a step's network: shapes, parameters, MACs.",
            "study step_position id position name kind input output parameters macs",
            ["position": "Place in the order of execution, from zero."]),
    ]

    package static let tables = [
        TableDescription(
            "study", "A list of architectures to be trained under one protocol with the same seeds.",
            "id name title regime roadmap protocol protocol_sha256 seeds manifest",
            [
                "id": "Number of the row.",
                "name": "Unique: a label; the manifest has the preset and what was changed.",
            ]),
        TableDescription("study_seed", "The seeds that a study declared, a row each.", "study_id seed"),
        TableDescription(
            "variant", "An architecture at one input, with its exact counts.",
            "id architecture input_side input_channels classes macs parameters", runNumber),
        TableDescription(
            "step", "One row of a study.",
            "study_id position id title branch predecessor variant_id paper_regime protocol protocol_sha256 "
                + "reference baseline peer designed n_seeds",
            ["protocol": "Canonical JSON where the row has a recipe of its own, else NULL: the study's."]),
        TableDescription(
            "subset", "What is on in a row of a study that asks designs.",
            "study_id space step_id players n_players"),
        TableDescription(
            "effect", "What a player of a design is worth by one estimate, kept by every import.",
            "study_id space position player estimate n mean lower upper p p_holm n_orders n_orders_planned reason",
            effect),
        TableDescription(
            "order_dependence",
            "Whether a player of a design is worth the same wherever it was measured, kept by every import.",
            "study_id space position player n_places n least most f p p_holm detectable verdict", effect),
        TableDescription(
            "interaction", "What two players of a design are worth together, kept by every import.",
            "study_id space first_position second_position first second n mean lower upper p p_holm", effect),
        TableDescription(
            "step_summary", "What the runs of a step come to, kept by every import.",
            "study_id position n n_diverged n_failed top1_mean top1_sd seconds_mean images_per_second_mean "
                + "n_pairs delta_mean delta_sd delta_lower delta_upper delta_p delta_p_holm baseline_n_pairs "
                + "baseline_delta_mean baseline_delta_sd baseline_delta_lower baseline_delta_upper "
                + "baseline_delta_p started finished"),
        TableDescription(
            "run", "One training under one identity; studies that ask for the same identity share it.",
            "id identity identity_sha256 variant_id protocol_sha256 seed status attempt top1 test_loss "
                + "train_loss weights_sha256 seconds cpu_seconds images_per_second peak_memory_bytes "
                + "diverged_at_step finished", runNumber),
        TableDescription(
            "attempt", "One try at a run, with where and by what it was made.",
            "run_id number status started ended seconds failure weights_sha256 git_commit git_diff_sha256 "
                + "binary_sha256 swift_version cpu_model instruction_set threads host"),
        TableDescription(
            "epoch", "One pass over the training images, and the test after it.",
            "run_id epoch train_loss test_loss top1 learning_rate train_seconds test_seconds "
                + "images_per_second"),
        TableDescription(
            "layer", "One layer of an architecture at one input.",
            "variant_id position name kind input output parameters macs",
            ["position": "Place in the order of execution, from zero."]),
        TableDescription(
            "prediction", "Which test images the final network of a completed run got right.",
            "run_id images correct_count correct"),
        TableDescription(
            "paper_result", "What a reference, such as a paper, prints for a step in one of its own regimes.",
            "regime step_id top1_mean top1_sd seeds gmacs",
            [
                "regime": "The reference's scale, such as resnet-50.",
                "seeds": "Runs behind the mean.", "top1_mean": "The reference's mean top-1, a fraction of 1.",
                "top1_sd": "The reference's sample sd; NULL where it prints none.",
            ]),
    ]

    package static let all = views + tables
}
