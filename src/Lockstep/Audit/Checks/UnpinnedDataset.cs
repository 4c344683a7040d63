using System.Text.RegularExpressions;
using Lockstep.Audit.Projects;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Data sets that a library downloads, in whatever edition it has.</summary>
internal static partial class UnpinnedDataset
{
    public static AuditCheck Check { get; } = new("unpinned-dataset", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "A data set that is downloaded while training, in no stated edition",
        Measures = "Looks for load_dataset of a name without revision, and, where no list of packages pins torchvision, for its data sets with download=True. "
            + "torchvision holds the digests of most of its data sets: pinned, it pins them.",
        Why = "The data set is then the one that the library's newest version, or the page's newest commit, has on the day of the run.",
        Example = "data = load_dataset('org/images')                # the newest commit\ntrain = CIFAR10('data', download=True)       # of whichever "
            + "torchvision is there",
        Repair = "Give load_dataset revision='<commit>'; pin torchvision==VERSION; or download once and seal it: lockstep data seal FOLDER.",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) =>
        {
            var files = subject.Files(cancellation);
            var isPinned = RequirementLists.Locks(files).Any()
                || RequirementLists.Of(files).SelectMany(list => list.Requirements).Any(one => one is { Name: "torchvision", IsPinned: true });
            return PythonFindings.In(project => Find(project, isPinned))(subject, cancellation);
        },
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project, bool isPinned)
    {
        foreach (var (file, call) in project.Calls())
        {
            if (call.Name is "datasets.load_dataset" && PythonCall.TextOf(call.Argument("path", 0)) is { } name && PageName().IsMatch(name)
                && !Formats.Contains(name) && !call.Keys.ContainsKey("revision") && !call.Keys.ContainsKey("**"))
            {
                yield return file.At(call.Line, $"load_dataset of '{name}' without revision", "give it revision='<commit>'");
            }
            else if (!isPinned && call.Name.StartsWith("torchvision.datasets.", StringComparison.Ordinal) && call.Argument("download", int.MaxValue) == "True")
            {
                yield return file.At(
                    call.Line, $"{call.Name} with download=True, and no list of packages pins torchvision", "pin torchvision==VERSION in the list of packages");
            }
        }
    }

    /// <summary>Readers of files that are there, no data sets.</summary>
    private static readonly string[] Formats = ["csv", "json", "text", "parquet", "imagefolder", "audiofolder", "webdataset", "arrow", "pandas"];

    [GeneratedRegex(@"\A[A-Za-z0-9][\w.-]*(/[\w.-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PageName();
}
