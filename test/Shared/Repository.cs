namespace Lockstep.Tests.Shared;

/// <summary>The clone that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(string relPath) => Path.Combine(Root, relPath);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lockstep.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Lockstep.slnx above {AppContext.BaseDirectory}: these tests need the repository.");
    }
}
