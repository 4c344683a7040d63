using System.Text.Json.Nodes;

namespace Lockstep.Exec.Streams;

/// <summary>Collects what the processes imported.</summary>
internal sealed class ModuleBook
{
    private readonly SortedDictionary<(string Name, string Version), StreamPackage> packages = [];
    private readonly SortedSet<string> sources = new(StringComparer.Ordinal);
    private readonly SortedSet<string> extensions = new(StringComparer.Ordinal);

    public StreamModules Modules => new([.. packages.Values.OrderBy(package => package.Name, StringComparer.Ordinal)], [.. sources], [.. extensions]);

    public void Add(JsonObject body)
    {
        foreach (var package in EventJson.Objects(body, "packages"))
        {
            if (EventJson.Text(package, "name") is { } name)
            {
                var version = EventJson.Text(package, "version") ?? "";
                packages.TryAdd((name, version), new StreamPackage(name, version, EventJson.Text(package, "path"), EventJson.Text(package, "files_digest")));
            }
        }

        sources.UnionWith(EventJson.Texts(body, "sources"));
        extensions.UnionWith(EventJson.Texts(body, "extensions"));
    }
}
