using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>The order in which a file system lists a folder decides something.</summary>
internal static class ListingOrder
{
    public static AuditCheck Check { get; } = new("listing-order", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "Files are taken in the order in which the file system lists them",
        Measures = "Follows what os.listdir, os.scandir, os.walk, glob and pathlib's iterdir and glob give to where it is used in the file. Where it "
            + "is sorted, counted, or only asked whether it holds something, nothing is found; where it is indexed, drawn from or numbered, it is.",
        Why = "The order is the file system's: it is another one after a copy, on another machine, and in a container. The same seed then shuffles "
            + "another list, and the same index is another image.",
        Example = "files = os.listdir('images')\nrandom.Random(0).shuffle(files)     # the same shuffle of another order\ntrain = files[:800]",
        Repair = "Sort it where it is read: sorted(os.listdir(folder)).",
        Of = SubjectKinds.WithCode,
        Make = PythonFindings.In(project => Find(project, isSet: false)),
    };

    /// <summary>Of sets, or of listings.</summary>
    internal static IEnumerable<AuditFinding> Find(PythonProject project, bool isSet) =>
        from file in project.Files
        from order in file.Orders
        where order.IsSet == isSet
        select file.At(
            order.Line,
            $"{(isSet ? "the order of a set decides" : $"{order.Source} has the file system's order")}: {order.Use}",
            isSet ? "sort it: sorted(set(…))" : $"sort it: sorted({(order.Source.StartsWith('.') ? "folder" : "")}{order.Source}(…))");
}
