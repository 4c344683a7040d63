using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Environments;

/// <summary>What the running program was built of, as its build wrote it down.</summary>
public static class BuiltProgram
{
    private const string SdkKey = "DotNetSdk";

    /// <summary>The version of the .NET SDK that built Lockstep; null where the build didn't say.</summary>
    public static string? Sdk { get; } =
        typeof(BuiltProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == SdkKey)?.Value;

    /// <summary>The NuGet packages of the program: version, and the hash of the package's content as NuGet computed it.</summary>
    /// <returns>Empty where the program has no list of what it depends on, as one that was published as a single file.</returns>
    public static JsonObject Packages() =>
        AppContext.GetData("APP_CONTEXT_DEPS_FILES") is string files && files.Split(';', ':')[0] is { Length: > 0 } file && Presence.IsFile(file)
            ? PackagesIn(File.ReadAllBytes(file)) : [];

    /// <param name="dependencies">A file such as <c>Lockstep.Cli.deps.json</c>.</param>
    internal static JsonObject PackagesIn(byte[] dependencies)
    {
        var packages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, facts) in (JsonNode.Parse(dependencies) as JsonObject)?["libraries"] as JsonObject ?? [])
            {
                if (facts is JsonObject library && TextOf(library["type"]) == "package")
                {
                    packages[name] = TextOf(library["sha512"]) ?? "";
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return []; // the runtime itself would not have started with it
        }

        return JsonMembers.Of(packages);
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
