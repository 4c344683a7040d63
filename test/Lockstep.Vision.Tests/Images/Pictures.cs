namespace Lockstep.Vision.Tests.Images;

/// <summary>One small picture in every form that is decoded; the fixture's make.py wrote them.</summary>
internal static class Pictures
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "fixtures", "images");

    public static string[] Files { get; } =
        [.. Directory.GetFiles(Folder).Where(file => Path.GetExtension(file) is not (".py" or ".json")).Order(StringComparer.Ordinal)];

    /// <summary>The folder of real test data, or one that is not there.</summary>
    public static string RealData(string folder) => Path.Combine(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA") ?? "/nonexistent", folder);
}
