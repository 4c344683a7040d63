using Lockstep.Vision.Demo;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>All handwritten digits as a folder a class, written once for all tests, which only read it.</summary>
internal static class AllDigits
{
    private static readonly Lazy<string> Written = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-digits-").FullName;
        HandwrittenDigits.WriteSnapshot(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    /// <summary>The files of a class, in the order of their names.</summary>
    public static IEnumerable<string> Of(string label) => Directory.EnumerateFiles(Path.Combine(Written.Value, label)).Order(StringComparer.Ordinal);

    /// <summary>Copies the first of a class into its folder below <paramref name="target"/>.</summary>
    public static void CopyFirst(int count, string label, string target)
    {
        var folder = Directory.CreateDirectory(Path.Combine(target, label)).FullName;
        foreach (var file in Of(label).Take(count))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }
}
