namespace Lockstep.Audit.Checklists;

/// <summary>The badges of ACM for artifacts, version 1.1 of August 2020: their names, and what they ask in our words.</summary>
internal static class AcmBadges
{
    public static Checklist List { get; } = new("acm", "ACM artifact review and badging, version 1.1",
    [
        new("Artifacts Evaluated - Functional", "Is it documented, consistent, complete, and can it be run?",
            [AuditedBox.Code, AuditedBox.Data, AuditedBox.Environment, AuditedBox.Run],
            "Complete: code, data and packages are named and pinned. Whether the documentation serves, reviewers judge."),
        new("Artifacts Evaluated - Reusable", "Is it so well made that others can build on it?", [], "Reviewers judge it."),
        new("Artifacts Available", "Is it in a public archive that promises to last, with a DOI or the like?", [],
            "Where an archive keeps it, and for how long, is not in the files. A remote that has the commit is no such archive."),
        new("Results Reproduced", "Did another team get the main results with the authors' artifacts?",
            [AuditedBox.Code, AuditedBox.Data, AuditedBox.Environment, AuditedBox.Randomness],
            "With all boxes shut another team can: 'lockstep rerun' gives the verdict. That another team did, no program can say."),
        new("Results Replicated", "Did another team get the main results without the authors' artifacts?", [], "It takes another team and other code."),
    ]);
}
