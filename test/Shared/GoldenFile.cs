namespace Lockstep.Tests.Shared;

/// <summary>
/// A text kept in the repository, which code must produce to the letter. After a change that is meant, run the tests once
/// with <c>LOCKSTEP_UPDATE_GOLDEN=1</c> in the environment: it rewrites the files, and the diff is what to review.
/// </summary>
internal static class GoldenFile
{
    private const string UpdateVariable = "LOCKSTEP_UPDATE_GOLDEN";

    /// <param name="path">From the repository's root.</param>
    public static void Matches(string path, string actual)
    {
        var file = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{path} is missing. Run the tests with {UpdateVariable}=1 to write it.");
        if (File.ReadAllText(file) != actual)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{path} differs. If the change is meant, run the tests with {UpdateVariable}=1.");
            Assert.Equal(File.ReadAllText(file), actual);
        }
    }

    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));
}
