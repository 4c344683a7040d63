namespace Lockstep.Audit.Checklists;

/// <summary>The paper checklist of NeurIPS, 2025: its short names, and its questions in our words.</summary>
internal static class NeurIps
{
    private const string OfThePaper = "It is about the text of the paper.";
    private const string OfPeople = "It is about people and what the work does to them.";

    public static Checklist List { get; } = new("neurips", "NeurIPS paper checklist, 2025",
    [
        new("1. Claims", "Do abstract and introduction say what the paper shows, and no more?", [], OfThePaper),
        new("2. Limitations", "Are the limits of the work discussed?", [], OfThePaper),
        new("3. Theory assumptions and proofs", "Are assumptions complete and proofs correct?", [], OfThePaper),
        new("4. Experimental result reproducibility", "Is enough told to reproduce the main results?",
            [AuditedBox.Code, AuditedBox.Data, AuditedBox.Environment, AuditedBox.Randomness],
            "All four boxes shut: whoever has the locks can make the run again. Whether the paper tells it, its reader judges."),
        new("5. Open access to data and code", "Are code and data open, with exact commands and environment?",
            [AuditedBox.Code, AuditedBox.Data, AuditedBox.Environment],
            "The commit is one that a remote has, and data and packages are pinned. Whether the public may read them, and the licence, no program here asks."),
        new("6. Experimental setting/details", "Are splits, hyperparameters and optimiser given?", [AuditedBox.Code, AuditedBox.Data],
            "A recipe has no hidden default, and a run keeps it resolved, with the splits. How the values were chosen, only people know."),
        new("7. Experiment statistical significance", "Are there error bars, and is it said what varies?", [],
            "One run has none. 'lockstep ablate' gives intervals and tests over seeds."),
        new("8. Experiments compute resources", "Are kind of machine, memory and time given for each experiment?", [AuditedBox.Environment, AuditedBox.Run],
            "A complete run records device and time. The sum over failed and preliminary runs is of those that were kept."),
        new("9. Code of ethics", "Does the work follow the code of ethics?", [], OfPeople),
        new("10. Broader impacts", "Are good and bad effects on society discussed?", [], OfPeople),
        new("11. Safeguards", "Are risky models or data released with safeguards?", [], OfPeople),
        new("12. Licenses for existing assets", "Are the makers of used data, code and models credited, with licence and version?", [AuditedBox.Data,
            AuditedBox.Environment],
            "Versions of packages, and digests of data and weights. Licences and credit, no program here reads."),
        new("13. New assets", "Are new assets documented?", [], "Whether a text describes them well, its reader judges."),
        new("14. Crowdsourcing and research with human subjects", "Are instructions and pay given?", [], OfPeople),
        new("15. IRB approvals or equivalent", "Are risks to participants and approvals stated?", [], OfPeople),
        new("16. Declaration of LLM usage", "Is the use of a language model in the core method stated?", [], OfThePaper),
    ]);
}
