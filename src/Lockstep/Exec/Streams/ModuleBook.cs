using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Streams;

/// <summary>Collects what the processes imported.</summary>
internal sealed class ModuleBook
{
    private readonly Dictionary<string, StreamPackage> packages = new(StringComparer.Ordinal);
    private readonly SortedSet<string> sources = new(StringComparer.Ordinal);
    private readonly SortedSet<string> extensions = new(StringComparer.Ordinal);

    public StreamModules Modules => new(
        [.. packages.Values.OrderBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Version, StringComparer.Ordinal)],
        [.. sources],
        [.. extensions]);

    public void Add(JsonObject body)
    {
        foreach (var package in LooseJson.Objects(body, "packages"))
        {
            if (LooseJson.Text(package, "name") is { } name)
            {
                var version = LooseJson.Text(package, "version") ?? "";
                packages.TryAdd($"{name}\0{version}", new StreamPackage(name, version, LooseJson.Text(package, "path"), LooseJson.Text(package, "info")));
            }
        }

        sources.UnionWith(LooseJson.Texts(body, "sources"));
        extensions.UnionWith(LooseJson.Texts(body, "extensions"));
    }
}
