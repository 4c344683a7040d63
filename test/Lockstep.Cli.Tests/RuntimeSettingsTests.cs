using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The tests see what users see: the runtime is set for them as it is for the program.</summary>
public sealed class RuntimeSettingsTests
{
    /// <summary>What a build sets by itself: of a name, and of a release.</summary>
    private static readonly string[] OfTheBuild = ["System.CommandLine.ExecutableName", "System.Reflection.Metadata.MetadataUpdater.IsSupported"];

    public static TheoryData<string> Projects => [
        .. Directory.GetDirectories(Repository.PathOf("test")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj")) // not those of fixtures
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_test_project_runs_as_the_program_does(string project)
    {
        var own = Path.Combine(AppContext.BaseDirectory, $"{project}.runtimeconfig.json");
        var beside = Path.Combine(
            AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), $"{project}.runtimeconfig.json");
        Assert.SkipUnless(File.Exists(own) || File.Exists(beside), $"needs {project}, which 'dotnet test' builds");
        Assert.Equal(SettingsIn(Path.ChangeExtension(Workplace.Program, ".runtimeconfig.json")), SettingsIn(File.Exists(own) ? own : beside));
    }

    [Fact]
    public void No_variable_sets_it_otherwise() =>
        Assert.DoesNotContain(Environment.GetEnvironmentVariables().Keys.Cast<string>(), name =>
            name.StartsWith("DOTNET_SYSTEM_GLOBALIZATION", StringComparison.OrdinalIgnoreCase));

    private static SortedDictionary<string, string> SettingsIn(string path) => new(
        (JsonNode.Parse(File.ReadAllText(path))?["runtimeOptions"]?["configProperties"]?.AsObject() ?? [])
            .Where(setting => !OfTheBuild.Contains(setting.Key)).ToDictionary(setting => setting.Key, setting => setting.Value?.ToJsonString() ?? "null"),
        StringComparer.Ordinal);
}
