using Lockstep.Audit;
using Lockstep.Files;

namespace Lockstep.Vision.Auditing;

/// <summary>What the checks of data share: which data sets they are made of, where findings are, and how many are told.</summary>
/// <param name="sets">Of what is audited.</param>
internal sealed class DataFindings(AuditedDataSets sets)
{
    /// <summary>Of more, the rest is counted in one finding.</summary>
    private const int Most = 20;

    /// <summary>Makes a check of each data set.</summary>
    /// <param name="look">What is found in one, and what was measured.</param>
    public Task<CheckResult> InEach(AuditSubject subject, Func<AuditedData, DataLook> look) => Task.Run(() =>
    {
        var all = sets.Of(subject);
        if (all.Count == 0)
        {
            return CheckResult.NothingThere;
        }

        DataLook[] looks = [.. all.Select(look)];
        AuditFinding[] findings = [.. looks.SelectMany(one => one.Findings)];
        var reasons = looks.Select(one => one.NotChecked).OfType<string>().ToArray();
        return reasons.Length > 0 ? CheckResult.CouldNot(string.Join("; ", reasons), findings)
            : Array.TrueForAll(looks, one => one.IsOfNothing) ? CheckResult.NothingThere
            : CheckResult.Of(findings, string.Join("; ", looks.Select(one => one.Evidence).Where(text => text.Length > 0)));
    });

    /// <summary>The same of images; of a command's data that are none, nothing is said.</summary>
    public Task<CheckResult> InImages(AuditSubject subject, Func<AuditedData, DataLook> look, CancellationToken cancellation) => InEach(subject, data =>
    {
        try
        {
            _ = data.Dataset(cancellation);
        }
        catch (LockstepException) when (data.NeedNotBeImages)
        {
            return DataLook.AtNothing;
        }

        return look(data);
    });

    /// <summary>The same of images of which each is there to train on or to judge by.</summary>
    public Task<CheckResult> InSplits(AuditSubject subject, Func<AuditedData, DataLook> look, CancellationToken cancellation) =>
        InImages(
            subject,
            data => data.IsSplit(cancellation)
                ? look(data)
                : DataLook.Not($"{ShownPath.Of(data.Snapshot.Folder)} doesn't say what its images are for, and no recipe does; name the recipe"),
            cancellation);

    /// <summary>The first of them, and how many more there are.</summary>
    public static IEnumerable<AuditFinding> Few(IReadOnlyList<AuditFinding> findings, string what) => findings.Count <= Most
        ? findings
        : findings.Take(Most).Append(findings[Most] with { File = null, Line = 0, Evidence = $"{findings.Count - Most} more {what}" });

    /// <summary>A file of a data set as findings name it: from the subject's folder where it lies below that, else null.</summary>
    public static string? FileOf(AuditSubject subject, AuditedData data, string relPath) =>
        Path.GetRelativePath(subject.Folder, data.Snapshot.PathOf(relPath)) is var relative && !relative.StartsWith("..", StringComparison.Ordinal)
            && !Path.IsPathRooted(relative) ? relative.Replace('\\', '/') : null;
}

/// <summary>What a check found in one data set.</summary>
/// <param name="Evidence">What was measured.</param>
/// <param name="NotChecked">Why it could not be; null where it was.</param>
internal sealed record DataLook(IReadOnlyList<AuditFinding> Findings, string Evidence, string? NotChecked = null)
{
    /// <summary>There was nothing of the kind.</summary>
    public static DataLook AtNothing { get; } = new([], "") { IsOfNothing = true };

    /// <summary>Whether the check says nothing of it.</summary>
    public bool IsOfNothing { get; private init; }

    /// <summary>It could not be made.</summary>
    public static DataLook Not(string reason) => new([], "", reason);
}
