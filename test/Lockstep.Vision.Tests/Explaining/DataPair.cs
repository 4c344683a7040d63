using Lockstep.Vision.Tests.Runs;

namespace Lockstep.Vision.Tests.Explaining;

/// <summary>Two runs of which the second has another data set, and what is said of that.</summary>
/// <param name="Change">Done with a copy of the images.</param>
/// <param name="Key">The first that the verdict names.</param>
/// <param name="Told">Of the verdict's sentence.</param>
/// <param name="Names">What <c>explain</c> proves.</param>
internal sealed record DataPair(string What, Action<string> Change, string Key, string Told, params string[] Names)
{
    /// <summary>Each kind of change that a data set can go through; classes 0 to 9, of 20 digits each.</summary>
    public static IReadOnlyList<DataPair> All { get; } =
    [
        new(
            "another image",
            folder => Copy(folder, "1", "0/" + Name("0", 3)),
            "samples",
            $"0/{Name("0", 3)} is not the same file in both",
            $"0/{Name("0", 3)}"),
        new("an image more", folder => Copy(folder, "1", "4/zzz.png"), "samples", "4/zzz.png is only in B", "4/zzz.png, only in B"),
        new(
            "an image less",
            folder => File.Delete(Path.Combine(folder, "4", Name("4", 5))),
            "samples",
            $"4/{Name("4", 5)} is only in A",
            $"4/{Name("4", 5)}, only in A"),
        new(
            "an image in another class",
            folder => File.Move(Path.Combine(folder, "5", Name("5", 2)), Path.Combine(folder, "6", "moved.png")),
            "samples",
            $"5/{Name("5", 2)} is now 6/moved.png, of the class 6 and not 5",
            $"5/{Name("5", 2)}, now 6/moved.png"),
        new(
            "an image of another name",
            folder => File.Move(Path.Combine(folder, "7", Name("7", 2)), Path.Combine(folder, "7", "zzz.png")),
            "samples",
            $"7/{Name("7", 2)} is now 7/zzz.png",
            $"7/{Name("7", 2)}, now 7/zzz.png"),
    ];

    private static string Name(string label, int index) => Path.GetFileName(AllDigits.Of(label).ElementAt(index));

    /// <summary>An image that is in no class yet.</summary>
    private static void Copy(string folder, string label, string target) =>
        File.Copy(AllDigits.Of(label).ElementAt(100), Path.Combine(folder, target), overwrite: true);
}
