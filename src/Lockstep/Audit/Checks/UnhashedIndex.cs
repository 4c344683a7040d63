using Lockstep.Audit.Projects;

namespace Lockstep.Audit.Checks;

/// <summary>Packages from an index of one's own, without the digests of their files.</summary>
internal static class UnhashedIndex
{
    public static AuditCheck Check { get; } = new("unhashed-index", AuditedBox.Environment, AuditLevel.Static)
    {
        Title = "Packages from another index, without digests",
        Measures = "Looks in requirements files for --index-url, --extra-index-url and --find-links while packages have no --hash.",
        Why = "Two indexes may have files of one name and version, such as torch 2.4.1 for the processor and for a GPU; which one is installed depends "
            + "on the machine and the day.",
        Example = "--extra-index-url https://packages.example.org/cu121\ntorch==2.4.1     # of which index?",
        Repair = "pip-compile --generate-hashes, or uv lock, which write the digest of each file.",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) =>
        {
            RequirementList[] lists = [.. RequirementLists.Of(subject.Files(cancellation)).Where(list => list.Indexes.Count > 0)];
            return Task.FromResult(lists.Length == 0 ? CheckResult.NothingThere : CheckResult.Of(
                from list in lists
                where list.Requirements.Any(one => !one.HasHash)
                from index in list.Indexes
                select new AuditFinding(
                    list.Path, index.Line, $"packages come from {index.Address}, without digests", "pip-compile --generate-hashes, or uv lock"),
                "packages from other indexes have digests"));
        },
    };
}
