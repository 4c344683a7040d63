using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Audit;
using Lockstep.Audit.Checks;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Auditing.Checks;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Tests;

/// <summary>
/// test/fixtures/audit: a folder for each check, with one that violates it (bad) and one that does not (good). <c>arrange.sh</c> in one makes what a
/// repository can't hold, such as a repository or a run; <c>audit.args</c> is what follows <c>lockstep audit</c> in the place of the folder.
/// </summary>
internal static class AuditFixtures
{
    public static IReadOnlyList<AuditCheck> Checks { get; } = AllChecks();

    public static string FolderOf(string check) => Path.Combine(Repository.PathOf("test/fixtures/audit"), check);

    /// <summary>A copy of a fixture, arranged.</summary>
    public static async Task<(Workplace Place, string[] Arguments)> ArrangeAsync(string check, string which)
    {
        var place = new Workplace();
        File.Delete(place.PathOf("recipe.yaml"));
        Copy(Path.Combine(FolderOf(check), which), place.PathOf("project"));
        var arguments = Take(place, "audit.args") ?? ".";
        if (Take(place, "arrange.sh") is { } script)
        {
            var bin = Directory.CreateDirectory(place.PathOf("bin")).FullName;
            File.WriteAllText(Path.Combine(bin, "lockstep"), $"#!/bin/sh\nexec dotnet '{Workplace.Program}' \"$@\"\n");
            File.SetUnixFileMode(Path.Combine(bin, "lockstep"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var result = await CliWrap.Cli.Wrap("bash").WithArguments(["-euo", "pipefail", "-c", script]).WithWorkingDirectory(place.PathOf("project"))
                .WithEnvironmentVariables(variables => variables.Set("PATH", $"{bin}:{Environment.GetEnvironmentVariable("PATH")}")
                    .Set("XDG_CACHE_HOME", place.PathOf("cache")))
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, $"{check}/{which}/arrange.sh: {result.StandardOutput}{result.StandardError}");
        }

        return (place, [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => InProject(place,
            word))]);
    }

    /// <summary>The answer of an audit in this process.</summary>
    public static async Task<JsonObject> AuditAsync(params IEnumerable<string> arguments)
    {
        var (code, output, errors) = await InThisProcess.RunAsync(["audit", .. arguments, "--json"]);
        Assert.True(code is 0 or 1, $"{code}: {errors}");
        var answer = Assert.IsType<JsonObject>(JsonNode.Parse(output));
        JsonContract.Check(["audit"], answer);
        return answer;
    }

    /// <summary>The findings of a check that count, or are advice, a line each.</summary>
    public static IEnumerable<string> FindingsOf(JsonObject answer, string check) =>
        from finding in answer["findings"]!.AsArray()
        where (string?)finding!["check"] == check && (string?)finding["state"] is "opens" or "advice"
        select $"{finding["file"]}{(finding["cell"] is { } cell ? $", cell {cell}" : "")}:{finding["line"]}: {finding["evidence"]}";

    private static IReadOnlyList<AuditCheck> AllChecks()
    {
        using var vision = new VisionChecks(Extensions.None, (_, _, _) => throw new NotSupportedException("they are only named here"));
        return AuditCatalog.With(vision.All);
    }

    /// <summary>Paths of the fixture's files, from the project; the folder itself and what begins with a dash as they are.</summary>
    private static string InProject(Workplace place, string word) =>
        word == "." || File.Exists(Path.Combine(place.PathOf("project"), word)) || Directory.Exists(Path.Combine(place.PathOf("project"), word))
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(word, place.PathOf("project")))
            : word;

    private static string? Take(Workplace place, string name)
    {
        var path = Path.Combine(place.PathOf("project"), name);
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        File.Delete(path);
        return text;
    }

    private static void Copy(string from, string to)
    {
        Assert.True(Directory.Exists(from), $"{from}: no such fixture; CONTRIBUTING says what a check has");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
